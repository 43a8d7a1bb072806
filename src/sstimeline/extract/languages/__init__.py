"""One folder a language, named by its BCP 47 primary tag."""
