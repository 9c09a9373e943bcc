"""How people stand to each other, as every service but the owner knows it, and the one definition of the audience."""
