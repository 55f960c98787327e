"""Finds photos that other people sent before, and keeps what officers say about such pairs.

Advisory throughout: nothing here refuses a file or decides a case.
"""
