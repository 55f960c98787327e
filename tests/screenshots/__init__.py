"""Every page of the running product as pictures, with what axe and the browser's console say."""
