// Draws the places that the list beside shows. Text from people is only ever put in as text.
(() => {
  "use strict";
  const box = document.getElementById("map");
  if (!box || !window.L) return;
  const words = box.dataset;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  box.hidden = false;

  // France, until there is something to show.
  const map = L.map(box, {
    center: [46.6, 2.4], zoom: 5, zoomControl: false, maxZoom: 18,
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still,
  });
  box.tabIndex = 0;
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  if (words.tiles) {
    const credit = document.createElement("span");
    credit.textContent = words.attribution || "";
    L.tileLayer(words.tiles, { maxZoom: 18, attribution: credit.innerHTML }).addTo(map);
  } else {
    // Without tiles the outlines of départements say where things are, once the operator has imported them.
    const bare = () => map.attributionControl.addAttribution(words.bare);
    fetch("/outlines.geojson?kind=departement")
      .then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); })
      .then((found) => {
        if (!found.features.length) return bare();
        L.geoJSON(found, { interactive: false, style: { className: "outline" } }).addTo(map).bringToBack();
        box.dataset.outlines = String(found.features.length);
      })
      .catch(bare);
  }

  const marker = (position, name) => {
    const pin = L.marker(position, {
      icon: L.divIcon({ className: "pin", iconSize: [22, 22] }), keyboard: true, riseOnHover: true,
    });
    pin.on("add", () => label(pin.getElement(), name));
    return pin;
  };
  const label = (element, name) => {
    if (!element) return;
    element.setAttribute("role", "button");
    element.setAttribute("aria-label", name);
    element.title = name;
  };

  if (words.latitude) {
    const here = [Number(words.latitude), Number(words.longitude)];
    const name = document.querySelector("h1").textContent;
    const pin = marker(here, name);
    pin.options.keyboard = false;
    pin.on("add", () => pin.getElement().setAttribute("role", "img"));
    pin.addTo(map);
    map.setView(here, 13);
    return;
  }

  const card = (feature) => {
    const content = document.createElement("div");
    const link = document.createElement("a");
    link.href = "/places/" + encodeURIComponent(feature.id);
    link.textContent = feature.properties.name;
    const town = document.createElement("p");
    town.textContent = feature.properties.town;
    content.append(link, town);
    return content;
  };

  const clusters = L.markerClusterGroup({
    showCoverageOnHover: false, animate: !still, chunkedLoading: true, maxClusterRadius: 60,
    iconCreateFunction: (cluster) => {
      const count = cluster.getChildCount();
      const size = count < 10 ? 38 : count < 100 ? 44 : 52;
      return L.divIcon({ className: "cluster", html: String(count), iconSize: [size, size] });
    },
  });
  // A cluster's element is made anew whenever the map moves.
  const nameClusters = () => {
    for (const element of box.querySelectorAll(".cluster")) {
      label(element, element.textContent + " " + words.many);
    }
  };
  clusters.on("animationend layeradd", nameClusters);
  map.on("moveend layeradd", nameClusters);
  map.on("popupopen", (event) => {
    const popup = event.popup.getElement();
    const close = popup.querySelector(".leaflet-popup-close-button");
    if (close) { close.setAttribute("aria-label", words.close); close.setAttribute("role", "button"); }
    const link = popup.querySelector("a[href^='/places/']");
    if (link) link.focus();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
    if (event.key === " " && event.target.getAttribute("role") === "button") {
      event.preventDefault();
      event.target.click();
    }
  });

  fetch(words.source)
    .then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); })
    .then((found) => {
      const pins = [];
      for (const feature of found.features) {
        if (!feature.geometry) continue;
        const [longitude, latitude] = feature.geometry.coordinates;
        const pin = marker([latitude, longitude], feature.properties.name);
        pin.bindPopup(() => card(feature), { minWidth: 180, autoPanPadding: [30, 30] });
        pin.on("popupclose", () => { const element = pin.getElement(); if (element) element.focus(); });
        pins.push(pin);
      }
      if (pins.length) {
        const all = L.latLngBounds(pins.map((pin) => pin.getLatLng()));
        map.fitBounds(all, { padding: [30, 30], maxZoom: 14, animate: false });
      }
      clusters.addLayers(pins);
      map.addLayer(clusters);
      nameClusters();
      box.dataset.ready = String(pins.length);
    })
    .catch(() => {
      const sentence = document.createElement("p");
      sentence.className = "failed";
      sentence.textContent = words.failed;
      box.append(sentence);
    });
})();
