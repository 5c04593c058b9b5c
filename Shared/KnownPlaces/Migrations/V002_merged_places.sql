-- The place that stands for this one. What is at a merged place keeps its identifier and is shown at the other: a merge
-- that is taken back then finds everything where it was.
ALTER TABLE known_places
    ADD COLUMN merged_into uuid,
    ADD COLUMN shown_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(merged_into, place_id)) STORED;

CREATE INDEX known_places_shown ON known_places (shown_id);
CREATE INDEX known_places_merged ON known_places (merged_into) WHERE merged_into IS NOT NULL;
-- For what happens at closed places, which is left out of all lists: few, and never read from the table itself.
CREATE INDEX known_places_closed ON known_places (place_id) WHERE state = 'closed' AND merged_into IS NULL;
