"""What rendered Markdown may hold, and nothing else."""

ELEMENTS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}
SCHEMES = ("http://", "https://", "mailto:", "tel:")


def faults(element):
    """What is wrong with one element, by its name and its attributes as a parser read them."""
    attributes = dict(element.attrib)
    if element.tag not in ELEMENTS:
        return [f"element {element.tag}"]
    if element.tag == "a":
        address = attributes.pop("href", "")
        if not address.lower().startswith(SCHEMES):
            return [f"address {address!r}"]
        if attributes != {"rel": "nofollow ugc noopener"}:
            return [f"attributes {attributes}"]
        return []
    if element.tag == "ol" and attributes.get("start", "0").isdigit():
        attributes.pop("start", None)
    if element.tag == "th" and attributes.get("scope") == "col":
        attributes.pop("scope")
    return [f"attributes {attributes} of {element.tag}"] if attributes else []
