"""Files that people attach: checked, made safe, kept encrypted, shown to officers."""
