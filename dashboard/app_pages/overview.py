"""How many of the households at risk did we reach this month?"""

from dashboard import blocks, data, filters, places

scope = filters.current_scope()
say = scope.words
info = data.build(scope.deployment)
gus, dongs = places.names(scope, info)

selection = filters.controls(scope, months=data.months(info), gus=gus, dongs=dongs)
blocks.heading(say("overview.question"), "")
