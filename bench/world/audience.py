"""Who may read which posts of a plan: requests for others would be refused, and refusals are cheap."""

from bench.world.plan import Plan, PlannedPost


class Audience:
    """Looks up what is between the people of a plan."""

    def __init__(self, plan: Plan) -> None:
        """Prepare what is looked up."""
        ties = plan.ties
        self._follows, self._blocked, self._private = set(plan.follows), ties.blocked, set(ties.private)
        self._friends = {pair for one, two in ties.friends for pair in ((one, two), (two, one))}
        self._members = {group: set(members) for group, members in ties.groups.items()}
        self._posts = {post.id: post for post in plan.posts}

    def may_see(self, person: int, other: int) -> bool:
        """Return whether no block separates two people."""
        return (person, other) not in self._blocked

    def may_read(self, person: int, post: PlannedPost) -> bool:
        """Return whether a person may read a post, and what it quotes, if anything."""
        if person == post.author:
            return True
        may_read_quoted = post.quoted is None or self.may_read(person, self._posts[post.quoted])
        return self.may_see(person, post.author) and self._is_meant_for(person, post) and may_read_quoted

    def _is_meant_for(self, person: int, post: PlannedPost) -> bool:
        """Return whether the visibility of a post includes a person, as far as no block separates the two."""
        tie = (person, post.author)
        includes = {
            "public": post.author not in self._private or tie in self._follows,
            "followers": tie in self._follows,
            "friends": tie in self._friends,
            "group": person in self._members.get(post.group or "", ()),
        }
        return includes.get(post.visibility, False)
