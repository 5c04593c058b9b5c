-- Of a place that another one stands for: that one. It is told of in no edition.
ALTER TABLE items ADD COLUMN merged_into uuid;
