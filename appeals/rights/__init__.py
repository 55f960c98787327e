"""What people may ask of their personal data, and the privacy officer's queue of it.

Owns the pages, the copy of what is held and the desk; the requests themselves are `data_requests`'.
"""
