"""How rules are applied: which policy is in force."""

from eligibility.policies.in_force import InForce, first_training_limits, in_force

__all__ = ["InForce", "first_training_limits", "in_force"]
