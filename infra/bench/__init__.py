"""What things cost, as ratios against something bare that is measured in the same run.

Figures of one noisy machine say little by themselves.
"""
