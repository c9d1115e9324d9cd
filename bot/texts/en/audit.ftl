### The audit: the card of /audit, its filters, its file, and the words of every act.

command-audit = who did what
audit-head = [Audit] { $scope }: { $count ->
        [one] { $count } entry.
       *[other] { $count } entries, the newest first.
    }
audit-none = [Audit] { $scope }: nothing was noted.
audit-line =
    <b>{ $at }</b> { $who }: { $did }, { $what }{ $change ->
        [none] { "" }
       *[other] { " " }({ $change })
    }
audit-scope-all = everything
audit-scope-person = { $name }
audit-scope-activity = activities of { $day }
audit-scope-on = done on { $day }
audit-joint = , { "" }
audit-separator = ; { "" }
audit-yes = yes
audit-no = no
audit-several = More than one person is called “{ $name }”; please send the number instead:
    { $people }
audit-nobody = There is no “{ $name }” on the roster. Please send a name or a number, with the day of an activity (2026-11-27) if you like, or “on 2026-11-25” for what was done that day.
audit-cancelled = Cancelled.
audit-exported = [Audit] { $scope }: { $rows ->
        [one] { $rows } entry
       *[other] { $rows } entries
    }. It names people; please keep it safe and do not pass it on.
audit-file = audit-{ $day }.xlsx
button-audit-export = Export
toast-audit-exported = Exported
fault-audit-nothing = Nothing that was noted fits.
fault-audit-query = The filter was not understood. Please send something like /audit Zhang San 2026-11-27, or /audit on 2026-11-25.
audit-book-title = Audit
audit-book-sheet = Audit
audit-book-about = { $organization }, { $scope }, { $rows ->
        [one] { $rows } entry
       *[other] { $rows } entries
    }, exported { $made }
audit-book-at = When
audit-book-who = Who
audit-book-did = Did what
audit-book-what = To whom or what
audit-book-change = Before → after

audit-actor-operator = the operator
audit-actor-system = the program

# to what
audit-subject-roster = the roster
audit-subject-units = all units
audit-subject-invites = invitations
audit-subject-invite = invitation
audit-subject-audit = the audit
audit-subject-callout = a call for snow
audit-subject-broadcast-of = broadcast { $number } ({ $author })
audit-subject-question = question
audit-subject-template = template
audit-subject-snowfall = snow warning
audit-subject-duty = snow duty
audit-subject-standby = stand-by
audit-subject-chat = group
audit-subject-user = account

# acts
audit-act-activity-cancel = cancelled an activity
audit-act-activity-change = changed an activity
audit-act-activity-make = made an activity
audit-act-activity-restore = restored an activity
audit-act-audit-export = exported the audit
audit-act-broadcast-approve = approved a broadcast
audit-act-broadcast-cancel = cancelled a broadcast
audit-act-broadcast-change = changed a broadcast
audit-act-broadcast-going = answered a broadcast: taking part
audit-act-broadcast-not-going = answered a broadcast: not taking part
audit-act-broadcast-retract = retracted a broadcast
audit-act-broadcast-unreached = looked at who was not reached
audit-act-question-answer = answered a question
audit-act-question-ask = asked a question
audit-act-template-drop = dropped a template
audit-act-template-keep = kept a template
audit-act-broadcast-pause = paused a broadcast
audit-act-broadcast-resume = resumed a broadcast
audit-act-broadcast-return = returned a broadcast
audit-act-broadcast-send = sent a broadcast
audit-act-broadcast-stop = stopped a broadcast
audit-act-callout-answer-for = answered a call for somebody
audit-act-callout-cancel = cancelled a call
audit-act-callout-end = stood a call down
audit-act-callout-log = made the log of a call
audit-act-callout-send = called out
audit-act-callout-stop = stopped a call
audit-act-chat-approve = approved a group
audit-act-chat-bind = tied a group to a unit
audit-act-chat-post = announced an activity in a group
audit-act-claim-approved = approved a claim
audit-act-claim-rejected = rejected a claim
audit-act-code-picture = took the picture of a site code
audit-act-code-show = looked at a site code
audit-act-correction-ask = asked for a correction
audit-act-correction-grant = granted a correction
audit-act-correction-refuse = refused a correction
audit-act-duty-set = entered the snow duty
audit-act-fridays-approve = approved the Fridays ahead
audit-act-invite-admin = made an admin’s link
audit-act-invite-issue = made invitations
audit-act-invite-revoke = ended invitations
audit-act-location-consent = agreed to comparing positions
audit-act-location-withdraw = withdrew from comparing positions
audit-act-person-export = took a copy of the own data
audit-act-person-leave = took somebody off the roster
audit-act-person-merge = merged doubles
audit-act-person-move = moved somebody to another unit
audit-act-person-unlink = unlinked an account
audit-act-post-photo = sent a photo of a place
audit-act-post-report = reported on a place
audit-act-post-shortage = reported a shortage
audit-act-record-export = exported the record
audit-act-record-import = corrected the record
audit-act-role-grant = gave a role
audit-act-role-revoke = took a role away
audit-act-role-until = set a role’s last day
audit-act-roll-confirm = confirmed a list
audit-act-roll-decide = decided a check-in in question
audit-act-roll-deny = questioned a check-in
audit-act-roll-present = marked somebody present
audit-act-roll-print = printed a roll sheet
audit-act-roll-quantity = entered the work done
audit-act-roll-reopen = reopened a list
audit-act-roll-take-back = took a roll-call mark back
audit-act-roll-take-denial-back = took a question back
audit-act-roster-add = added somebody to the roster
audit-act-roster-export = exported the roster
audit-act-roster-import = imported the roster
audit-act-site-place = entered a site
audit-act-snowfall-take = took over a snow warning
audit-act-standby-cancel = cancelled a stand-by
audit-act-standby-send = sent a stand-by
audit-act-statement-check = checked a statement
audit-act-statement-give = gave out a statement
audit-act-summary-persons = looked at the sheet of persons
audit-act-unit-disable = paused a unit
audit-act-unit-enable = enabled a unit
audit-act-unit-read-leaves = looked at reasons for leave
audit-act-unit-rename = renamed a unit

# what changed
audit-field-activity = activity
audit-field-cadre = person
audit-field-cancelled = messages cancelled
audit-field-check-outs = missing check-outs
audit-field-claim = claim
audit-field-confirmed-at = confirmed at
audit-field-confirmed-by = confirmed by
audit-field-count = count
audit-field-decided = decided
audit-field-everyone = with the absent
audit-field-expected = expected
audit-field-first = first on duty
audit-field-form = form
audit-field-from = from
audit-field-heads = heads
audit-field-held-on = activities of
audit-field-invite = invitation
audit-field-is = state
audit-field-is-enabled = enabled
audit-field-kind = kind
audit-field-left-on = left on
audit-field-linked = linked
audit-field-merged-into = merged into
audit-field-messages = messages
audit-field-name = name
audit-field-new = new
audit-field-on = done on
audit-field-outcome = answer
audit-field-page = page
audit-field-people-to-ask = people to ask
audit-field-person = person
audit-field-present = present
audit-field-quantity = work done
audit-field-reason = reason
audit-field-rest = the rest
audit-field-role = role
audit-field-roles-revoked = roles taken away
audit-field-rows = rows
audit-field-second = second on duty
audit-field-site = site
audit-field-taken-back = taken back
audit-field-to = to
audit-field-told = told
audit-field-unit = unit
audit-field-until = until
audit-field-version = version
audit-field-week = week
audit-field-what = what
audit-field-title = title
audit-field-day = day
audit-field-starts-at = starts
audit-field-ends-at = ends
audit-field-units = units
audit-field-quota = places
audit-field-state = state
audit-field-broadcast = broadcast
audit-field-renamed-units = units renamed
audit-field-new-units = new units
audit-field-changed-units = changed units
audit-field-new-communities = new communities
audit-field-new-sites = new sites
audit-field-changed-sites = changed sites
audit-field-pairings = pairings
audit-field-new-people = new people
audit-field-changed-people = changed people
audit-field-moved-people = moved people
audit-field-renamed-people = renamed people
audit-field-returned-people = returned people
audit-field-unchanged-people = unchanged people
audit-field-absent-people = people not named
audit-field-granted-roles = roles given
audit-field-taken-roles = roles taken
audit-field-new-numbers = new numbers

# what it changed to
audit-word-state-planned = planned
audit-word-state-open = open
audit-word-state-closed = closed
audit-word-state-cancelled = cancelled
audit-word-state-skipped = skipped
audit-word-kind-bind = link
audit-word-kind-new-account = another account
audit-word-kind-change-unit = another unit
audit-word-kind-leave = leaving the roster
audit-word-decided-here = present
audit-word-decided-absent = absent
audit-word-is-to-do = to do
audit-word-is-assigned = assigned
audit-word-is-on-site = on site
audit-word-is-clearing = clearing
audit-word-is-cleared = cleared
audit-word-is-tools = lacks tools
audit-word-is-heads = lacks hands
audit-word-kind-came = was there
audit-word-kind-left = when they left
audit-word-kind-wrong = is wrong
