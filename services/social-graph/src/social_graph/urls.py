"""Every address of the social graph service."""

from django.urls import path

from chassis.http import account_paths  # noqa: F401 - registers the converter
from social_graph.views.blocks import Blocks, Mutes, UserBlock, UserMute
from social_graph.views.follows import Followers, Following, Mutuals, OwnFollower, UserFollow
from social_graph.views.friends import Friend, FriendRequest, FriendRequestList, FriendRequests, Friends
from social_graph.views.groups import GroupDetail, Groups
from social_graph.views.members import GroupBan, GroupInvitation, GroupMember, GroupRequest, Members, Membership
from social_graph.views.relationships import Relationships
from social_graph.views.requests import FollowRequest, FollowRequests
from social_graph.views.suggestions import Suggestion, Suggestions

app_name = "social_graph"
urlpatterns = [
    path("api/v1/users/<account:account>/follow/", UserFollow.as_view(), name="user-follow"),
    path("api/v1/users/<account:account>/followers/", Followers.as_view(), name="user-followers"),
    path("api/v1/users/<account:account>/following/", Following.as_view(), name="user-following"),
    path("api/v1/users/<account:account>/mutuals/", Mutuals.as_view(), name="user-mutuals"),
    path("api/v1/users/<account:account>/block/", UserBlock.as_view(), name="user-block"),
    path("api/v1/users/<account:account>/mute/", UserMute.as_view(), name="user-mute"),
    path("api/v1/users/me/followers/<account:account>/", OwnFollower.as_view(), name="own-follower"),
    path("api/v1/follow-requests/", FollowRequests.as_view(), name="follow-request-list"),
    path("api/v1/follow-requests/<uuid:request_id>/", FollowRequest.as_view(), name="follow-request-detail"),
    path("api/v1/friends/", Friends.as_view(), name="friend-list"),
    path("api/v1/friends/request/", FriendRequests.as_view(), name="friend-request"),
    path("api/v1/friends/request/<uuid:request_id>/", FriendRequest.as_view(), name="friend-request-detail"),
    path("api/v1/friends/requests/", FriendRequestList.as_view(), name="friend-request-list"),
    path("api/v1/friends/<account:account>/", Friend.as_view(), name="friend-detail"),
    path("api/v1/blocks/", Blocks.as_view(), name="block-list"),
    path("api/v1/mutes/", Mutes.as_view(), name="mute-list"),
    path("api/v1/groups/", Groups.as_view(), name="group-list"),
    path("api/v1/groups/<uuid:group_id>/", GroupDetail.as_view(), name="group-detail"),
    path("api/v1/groups/<uuid:group_id>/membership/", Membership.as_view(), name="group-membership"),
    path("api/v1/groups/<uuid:group_id>/members/", Members.as_view(), name="group-members"),
    path("api/v1/groups/<uuid:group_id>/members/<account:account>/", GroupMember.as_view(), name="group-member"),
    path(
        "api/v1/groups/<uuid:group_id>/invitations/<account:account>/",
        GroupInvitation.as_view(),
        name="group-invitation",
    ),
    path("api/v1/groups/<uuid:group_id>/requests/<account:account>/", GroupRequest.as_view(), name="group-request"),
    path("api/v1/groups/<uuid:group_id>/bans/<account:account>/", GroupBan.as_view(), name="group-ban"),
    path("api/v1/suggestions/", Suggestions.as_view(), name="suggestion-list"),
    path("api/v1/suggestions/<account:account>/", Suggestion.as_view(), name="suggestion-detail"),
    path("api/v1/relationships/", Relationships.as_view(), name="relationship-list"),
]
