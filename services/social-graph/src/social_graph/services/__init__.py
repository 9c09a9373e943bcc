"""Every change of the graph: one function, one transaction.

Locks, in the order in which a transaction takes them:

1. The pair (``locks.pair_lock``): whoever begins or changes a relation between two accounts. Rows that do not exist yet
   cannot be locked, so this is what serialises a block with a follow or a request of the same two.
2. The privacy of the account that is followed (``privacy.is_private_locked``), shared: its change waits for follows
   that have read it, and the job that accepts waiting requests begins after them.
3. Rows of the pair, table by table: block, follow, friendship, mute; in a table by id. Jobs that end or accept many
   take no pair locks: they lock rows of one table and one direction, in the order of ``position``, and a change of a
   pair has at most one of these.
4. A group (``groups.group_lock``): whoever changes the group or one of its members. It comes after the pair.
"""
