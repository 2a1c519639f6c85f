"""How long things take on this machine. Printed, never asserted in a test."""
