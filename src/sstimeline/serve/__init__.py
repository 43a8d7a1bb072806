"""The site over HTTP: feeds from their files, pages, the JSON API, and the schedule that keeps them fresh."""
