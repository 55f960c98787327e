"""Leads a complaint from filing to decision."""
