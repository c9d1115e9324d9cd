### First contact, notice and consent, confirmation by the liaison, personal data, personal settings.

# Notice
notice-body =
    Welcome to the volunteer assistant of the organs of { $city } ({ $operator }).
    1. Recorded: name, unit, title, Telegram id; your answers to activities, calls and stand-bys; check-in and check-out with time and way, hours; days and reasons of leave. For organizing and counting hours only. No identity number, no phone number.
    2. Position: compared once at check-in, and only with your separate consent; distance and within range or not are kept, the coordinates are not. You can check in without it.
    3. Seen by: yourself, your unit’s liaison, the organizers of { $operator }.
    4. Kept: message contents { $days } days, service records for 10 years as the rules require. Messages pass through Telegram, outside China.
    5. In charge of personal data: { $person }, contact: { $contact }.
    Send /privacy for details or /delete to unlink at any time.
    Do you agree to go on?
notice = Hello! { notice-body }
notice-personal = Hello, { $name }. { notice-body }
notice-renewed = Hello, { $name }. The notice has changed; please confirm it anew. { notice-body }
notice-remind = Please tap “Agree” or “Do not agree” above, or reply with those words.
button-agree = Agree
button-disagree = Do not agree
toast-agreed = Agreed
toast-disagreed = Noted: you do not agree
refused = Understood. Nothing more is needed from you, and the assistant will not write to you again. Should you wish to use it later, please open the invitation link anew.
fault-notice-over = This notice was answered or is too old. Please open the invitation link again.

# Name and waiting
name-ask = Thank you! Please send your name as it stands on the roster of { $unit }, and nothing else.
fault-name = That was not understood as a name. Please send the name only, up to 30 letters, without figures or signs.
claim-waiting-bind = { $name }, the liaison of { $unit } has been asked to confirm. You will be told; nothing more is needed. Meanwhile you may reply “check in” or “check out”: the time is kept.
claim-waiting-new-account = { $name } is linked to another Telegram account. The liaison of { $unit } has been asked to confirm the change. You will be told.
claim-waiting-change-unit = The liaison of { $unit } has been asked to confirm your change of unit. You will be told.
claim-waiting-leave = The liaison of { $unit } has been asked to confirm that you leave the roster. You will be told.
claim-still-waiting = The liaison of { $unit } has not confirmed yet. You will be told; nothing more is needed.
waiting-checked-in = Check-in noted at { $time }; it counts once you are confirmed.
waiting-checked-out = Check-out noted at { $time }; it counts once you are confirmed.
waiting-no-window = There is no check-in now; nothing was noted. Once you are confirmed, you will get a card for each activity.
claim-rejected = The liaison of { $unit } could not confirm your request. If in doubt, please speak to your unit’s liaison.

# Linked
welcome = You are linked. Hello, { $name } ({ $unit })! You will get a card for each activity; taking part is voluntary. The small keyboard below is for check-in, today’s plan and leave. /settings changes language and unit.
welcome-staff = You are linked. Hello, { $name }!
welcome-admin = You are an admin now.
greeting = Hello, { $name }! Nothing waits for you at present.
greeting-open = Hello, { $name }! The present activity is on the card below.
account-moved = You are now linked to another Telegram account; this one gets no further messages. If that was not you, please tell your unit’s liaison at once.
left = You have left the roster; thank you for your service. You will get no further messages. Service records are kept as the rules require.
fault-already-bound = You are linked as { $name } already. If that is wrong, please tell your unit’s liaison.
fault-ask-admin = Only an admin can do this. Please speak to an admin.

# Strangers
stranger = Hello! This is the volunteer assistant of the city organs, for invited colleagues only. Please open the invitation link from your unit’s liaison, or send the code of 8 characters.

# Change of unit, leaving
change-unit-ask = Do you want to change to { $unit }? Its liaison has to confirm.
button-change-unit = Ask to change
toast-asked-liaison = The liaison has been asked
unit-changed = You now count for { $unit }.

# The liaison's card
claims-none = [To confirm] { $unit }: nobody is waiting.
claims-head = [To confirm] { $unit }: { $count } waiting
claims-unique = As on the roster ({ $count }): { $names }
claims-join = { ", " }
claims-name = { $name } ({ $title })
claim-line-unique = · { $name }: as on the roster ({ $at })
claim-line-namesakes = · { $name }: { $count } of that name on the roster, or linked already; please choose ({ $at })
claim-line-unknown = · { $name }: not on the roster ({ $at })
claim-line-new-account = · { $name }: another Telegram account; please check with them first ({ $at })
claim-line-change-unit = · { $name }: asks to join the unit ({ $at })
claim-line-leave = · { $name }: asks to leave the roster ({ $at })
button-approve-all = Approve all ({ $count })
button-approve = Approve { $name }
button-add = Add { $name }
button-not-ours = Not ours: { $name }
button-refuse = Refuse: { $name }
button-candidate = { $name } · { $title }
button-candidate-linked = { $name } · { $title } (new account)
button-one-by-one = One by one
button-next = Next page
button-back = Back
toast-claim-approved = Approved: { $name }
toast-claims-approved = { $count } approved
toast-claim-added = Added and approved: { $name }
toast-claim-rejected = Not approved: { $name }
fault-claim-decided = This request was decided or withdrawn.
fault-claim-changed = The roster has changed. Please choose again on the newest card.

# Personal data
privacy-rights =
    Purpose: organizing volunteer service and counting hours; nothing else, nothing is published.
    Kept: message contents { $days } days; service records, with answers to calls and stand-bys, for 10 years as the rules require, under the roster number.
    Position: compared at check-in only with your separate consent; distance and within range or not are kept; /settings withdraws it.
    Seen by: yourself, your unit’s liaison, the organizers of { $operator }.
    Carried by: Telegram, outside China.
    Your rights: /mydata sends you all that is kept, /correct corrects it, /delete unlinks you and withdraws your consent; or ask your unit’s liaison.
    In charge: { $person }, contact: { $contact }. Version of the notice: { $version }
privacy-linked =
    <b>Your personal data</b>
    Recorded: name { $name }, unit { $unit }, roster number { $number }, Telegram id, { $records } activity records, your answers to calls and stand-bys, days and reasons of leave. Agreed on: { $consented }
    { privacy-rights }
privacy-unlinked =
    <b>Personal data</b>
    You are not linked. Nothing is recorded about you but a name that waits to be confirmed, if you gave one.
    { privacy-rights }
delete-ask = Unlinking clears your Telegram id, your consent (to positions as well) and the reasons of leaves that are not over, and you get no further messages. Service records stay for 10 years, as the rules require, under roster number { $number }. Unlink now?
button-delete = Unlink me
button-cancel = Cancel
deleted = You are unlinked, your Telegram id is cleared, and you get no further messages. Service records stay for 10 years, as the rules require, under roster number { $number }; ask your unit’s liaison about them.
deleted-unlinked = You are not linked; a request that waited, if any, is withdrawn. You get no further messages.
delete-kept = Cancelled. Nothing has changed.
toast-deleted = Unlinked
toast-kept = Cancelled
fault-nothing-to-confirm = This was done or is too old. Please send /delete again.

# Personal settings
settings =
    <b>Settings</b>: { $name }{ $in_unit ->
        [0] { "" }
       *[other] ,{ " " }{ $unit }
    }
    Reminder: { $remind }
    Sound: { $sound }
    Choose the language below. To change unit, open the new unit’s invitation link. To change your Telegram account, open an invitation link with the new one.
settings-sound = as usual
settings-silenced = calls for snow alone ring, all else arrives without a sound
settings-remind-usual = as usual (on the day, { $time })
settings-remind-day = on the day, { $time }
settings-remind-evening = the evening before, { $time }
settings-remind-ask =
    <b>Reminder</b>: { $now }
    When do you want to be reminded of what you have joined? Where an activity begins earlier, it is as usual.
button-settings-remind = Reminder
button-settings-silence = Silence what is not urgent
button-settings-ring = Sound on again
button-settings-back = Back
toast-settings-kept = The reminder is changed
toast-settings-silenced = What is not urgent is silent now
toast-settings-sound = The sound is on again
button-language-zh = 中文
button-language-en = English
button-leave-roster = Ask to leave the roster
language-changed = The language is English now.
toast-language = The language is English now

# Changes of staff
button-members = Staff changes
button-members-of = Staff changes: { $unit }
members-head = [Staff changes] { $unit }, { $count } { $count ->
        [one] person
       *[other] people
    }. Tap the name of whoever has moved or retired. New colleagues come in by the unit’s invitation link.
members-ask = [Staff changes] Has { $name } (roster number { $number }) left { $unit }? They will be unlinked and get no further messages; service records stay.
button-member-left = Yes, has left
toast-member-left = Left: { $name }
fault-member-gone = This person is not on the unit’s roster any more.
