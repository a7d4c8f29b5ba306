"""Did the households that were flagged get help in the end?"""

from dashboard import blocks, data, filters, places

scope = filters.current_scope()
say = scope.words
info = data.build(scope.deployment)
gus, dongs = places.names(scope, info)

selection = filters.controls(scope, months=data.months(info), gus=gus, dongs=dongs)
blocks.heading(say("case_flow.question"), "")
