"""Blocks and mutes over HTTP."""

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.account_paths import Account
from chassis.http.answers import answers
from chassis.http.limits import limit
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.views import View
from relations.people.errors import AccountNotFound
from relations.people.selectors import account_id_of
from social_graph.errors import CannotBlockYourself, CannotMuteYourself
from social_graph.selectors.own import block_page, mute_page
from social_graph.serializers.relations import BlockOut, MuteIn, MuteOut, RelationshipOut
from social_graph.services.blocks import block, unblock
from social_graph.services.mutes import mute, unmute
from social_graph.views.relationships import relationship_response


@limit("block", per_account="900/hour")
class UserBlock(View):
    """Whether the caller blocks an account."""

    @answers(RelationshipOut, refusals=(AccountNotFound, CannotBlockYourself), may_be_later=True)
    def put(self, request: Request, account: Account) -> Response:
        """Block an account.

        Neither of the two sees anything of the other; follows, the friendship and requests between them end. Blocking
        again changes nothing. 202: the account is blocked, and some service that shows content will apply that within
        seconds.
        """
        blocked_id = account_id_of(account)
        is_confirmed = block(blocker_id=request.user.id, blocked_id=blocked_id)
        return relationship_response(request, blocked_id, is_confirmed=is_confirmed)

    post = put

    @answers(RelationshipOut, refusals=(AccountNotFound,), may_be_later=True)
    def delete(self, request: Request, account: Account) -> Response:
        """Unblock an account.

        Follows and friendships from before are not restored. Without a block nothing changes. 202: the block has ended,
        and some service that shows content will apply that within seconds.
        """
        blocked_id = account_id_of(account)
        is_confirmed = unblock(blocker_id=request.user.id, blocked_id=blocked_id)
        return relationship_response(request, blocked_id, is_confirmed=is_confirmed)


class Blocks(View):
    """Whom the caller blocks."""

    @takes(is_list=True)
    @answers(BlockOut)
    def get(self, request: Request) -> Response:
        """List the accounts that the caller blocks, the newest block first."""
        page = block_page(account_id=request.user.id, query=PageQuery.of(request))
        return page_response(page, BlockOut, request)


@limit("mute", per_account="900/hour")
class UserMute(View):
    """Whether the caller mutes an account."""

    @takes(body=MuteIn)
    @answers(RelationshipOut, refusals=(AccountNotFound, CannotMuteYourself), may_be_later=True)
    def put(self, request: Request, account: Account) -> Response:
        """Mute an account, or change how it is muted.

        What it makes is not in the caller's feed, and unless `hides_notifications` is false, the caller gets no
        notifications of it. It is not notified, and cannot find out. 202: some service that shows content will apply
        that within seconds.
        """
        muted_id, options = account_id_of(account), MuteIn.read(request)
        is_confirmed = mute(muter_id=request.user.id, muted_id=muted_id, options=options)
        return relationship_response(request, muted_id, is_confirmed=is_confirmed)

    post = put

    @answers(RelationshipOut, refusals=(AccountNotFound,))
    def delete(self, request: Request, account: Account) -> Response:
        """Unmute an account. Without a mute nothing changes."""
        muted_id = account_id_of(account)
        unmute(muter_id=request.user.id, muted_id=muted_id)
        return relationship_response(request, muted_id)


class Mutes(View):
    """Whom the caller mutes."""

    @takes(is_list=True)
    @answers(MuteOut)
    def get(self, request: Request) -> Response:
        """List the accounts that the caller mutes, the newest mute first."""
        page = mute_page(account_id=request.user.id, query=PageQuery.of(request))
        return page_response(page, MuteOut, request)
