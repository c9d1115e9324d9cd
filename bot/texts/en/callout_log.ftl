### The log of a call, for the organizers after the stand-down. Places and totals of units, nobody is ranked; names are in the workbook alone.

callout-log =
    <b>Log of the snow muster</b>{ $drill ->
        [1] { " " }(drill)
       *[other] { "" }
    }: called { $called }, stood down.
    Time to answer: first { $first }, half { $half }, full { $full }.
    Phones rung { $rung }, hands wanted { $quota }, on the spot { $came }; { $drill ->
        [1] { $hours } h there (a drill, not counted as service).
       *[other] { $hours } h served.
    }
callout-log-workbook = { $drill ->
        [1] (Drill){ " " }
       *[other] { "" }
    }Muster called { $called }: overview, places, units, persons. With names, rows: { $persons }. For work only, please do not forward.
callout-log-file-chart = snow-muster-{ $day }{ $drill ->
        [1] -drill
       *[other] { "" }
    }.png
callout-log-file-workbook = snow-muster-{ $day }{ $drill ->
        [1] -drill
       *[other] { "" }
    }.xlsx
