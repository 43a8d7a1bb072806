"""Article to Reading: the time expressions and the occurrences that a text tells of. Pure: values in, values out."""
