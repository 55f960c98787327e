"""How dates are written where Django's own way for a language does not fit Indonesia."""
