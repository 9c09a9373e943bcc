"""The codes that a fault of a field can have: the list ``errors`` of a problem document names them.

The tests of every service compare its answers with the API document, so a code that is missing here is found there.
"""

FIELD_CODES = {
    "blank": "It is empty, or shows nothing.",
    "control_character": "It has control characters or lone surrogates.",
    "does_not_exist": "It names an object that does not exist or may not be seen.",
    "empty": "The list needs at least one item.",
    "file_damaged": "The file is empty, or an archive that cannot be opened.",
    "file_not_supported": "The file is of no supported type.",
    "invalid": "It has the wrong type or form; `detail` says which is right.",
    "invalid_choice": "It is none of the values that are allowed.",
    "invisible_character": "It has characters that show nothing or change the direction of text.",
    "max_length": "It is longer than allowed, as a text or as a list.",
    "max_value": "The number is too large.",
    "min_length": "It is shorter than allowed, as a text or as a list.",
    "min_value": "The number is too small.",
    "no_time_zone": "The time has no time zone: end it with Z, or an offset such as +02:00.",
    "not_a_list": "It has to be a list.",
    "not_together": "It cannot be sent together with another field.",
    "null": "It may not be null.",
    "out_of_range": "The number or time is outside of what is allowed.",
    "password_mismatch": "The two passwords differ.",
    "picture_damaged": "The picture is not complete, or cannot be decoded.",
    "picture_not_supported": "The file is not a picture of a supported type.",
    "picture_too_heavy": "The file is larger than allowed.",
    "picture_too_large": "The picture has more pixels or frames than allowed.",
    "repeated": "It may occur once.",
    "required": "It is missing.",
    "reserved": "The name is reserved.",
    "taken": "The name belongs to another account, or did.",
    "too_common": "The password is one of those that are used most often.",
    "too_many": "There are more than allowed.",
    "too_similar": "The password is too similar to the account's name or address, or to the name of the service.",
    "too_simple": "The password repeats or counts up a few characters.",
    "unchanged": "It is what the account has already.",
    "unknown": "The operation has no such field or parameter.",
    "unsafe_link": "The address has a user name, a password or an unusual port.",
    "wrong_code": "It is not the code that the app shows now, or it was used.",
    "wrong_password": "It is not the password of the account.",
}
"""What each code means, in a sentence."""
