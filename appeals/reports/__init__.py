"""What supervisors learn and take away: the dashboard's figures and the exports."""
