"""How dates and times are written where no template says it: by locale, as FORMAT_MODULE_PATH asks for."""
