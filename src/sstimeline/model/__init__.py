"""The ground: frozen values, standard library only. Inside, a value that exists is valid."""
