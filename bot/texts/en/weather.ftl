### Watching the weather: proposals from the forecast, and the duty list. For reference; the bot issues no warnings.

snowfall-head = <b>Snow forecast · for reference</b>, { $place }{ $state ->
        [over] { " " }(past, or no longer foreseen)
       *[other] { "" }
    }
snowfall-figures = From { $begin } to { $end }{ $open ->
        [1] { " " }or later
       *[other] { "" }
    }; { $least ->
        [1] at least
       *[other] about
    } { $water } mm of water in 24 hours ({ $grade }).
snowfall-cold = Down to { $degrees } °C.
snowfall-advice-none = Nothing to arrange.
snowfall-advice-tell = Suggested: keep an eye on it.
snowfall-advice-stand-by = Suggested: stand-by. You decide; the bot asks nobody by itself.
snowfall-advice-muster = Suggested: prepare a muster. You decide; the bot calls nobody by itself.
snowfall-taken = Being dealt with by the one on duty ({ $at }).
snowfall-source = As of { $at }. Weather data by Open-Meteo.com. This is no weather warning; the bureau issues those. Pass one on with "/snow" and its text.
snowfall-chart = Snow forecast for the next 48 hours, for reference. Weather data by Open-Meteo.com
button-snowfall-draft = Draft a muster
button-snowfall-standby = Draft a stand-by
button-snowfall-seen = Seen
toast-snowfall-seen = Noted
fault-snowfall-over = This snowfall is past, or no longer foreseen.

snow-grade-none = no snow
snow-grade-trace = a trace
snow-grade-light = light snow
snow-grade-moderate = moderate snow
snow-grade-heavy = heavy snow
snow-grade-snowstorm = snowstorm
snow-grade-great_snowstorm = great snowstorm
snow-grade-extreme_snowstorm = extreme snowstorm

weather-away = <b>Weather service</b>: no forecast since { $since }. Please follow the weather bureau. You will be told when it is back.
weather-back = <b>Weather service</b>: the forecast is back.

duty-head = <b>Snow duty</b>, the coming two weeks
duty-none = <b>Snow duty</b>: nobody is listed for the coming two weeks; all organizers are told of a forecast.
duty-line = { $day } · { $first }{ $second ->
        [none] { "" }
       *[other] , { $second }
    }
duty-how = To enter a day, send: /duty 12-3 Name Name (first and second on duty, both organizers)
fault-duty = This was not understood. Send: /duty month-day first second, for example /duty 12-3 Name Name; both must be linked organizers.
