"""What people say about themselves, and the lines it makes.

The first phrase that fits is taken, so the more particular ones stand first.
"""

from .grammar import WHEN
from .lines import KIN, PETS
from .phrasebook import Phrasebook

_LISTS = {
    "RELATION": f"{KIN}|{PETS}",
    "WHO": f"(\\w+ )?({KIN}|{PETS})",
    "VERB": r"(is|was|has|had|can|will|got|gets|\w+ed|\w+[^s\W]s)",
    "NONAME": (
        "is|was|has|had|can|will|got|gets|lives|works|likes|loves|hates|plays|also|really|who|just|always|never|often"
        "|usually|and|still|now"
    ),
    "JOB": (
        "([a-z-]+ ){0,3}?([a-z]+(er|or|ist|ian|eer|man|woman|ant)|nurse|chef|cook|pilot|judge|clerk|coach|vet"
        "|architect|student|surgeon|journalist|analyst|pm|ceo|cto|dj)"
    ),
    "UNLIKELY": (
        "(bit|little|lot|big|huge|great|morning|night|early|father|mother|brother|sister|loner|believer|lover) ?.*"
    ),
    "STATUS": "retired|unemployed|between jobs|married|single|engaged|divorced|widowed",
    "DIET": (
        "vegetarian|vegan|pescatarian|flexitarian|lactose intolerant|gluten[- ]free|coeliac|celiac|diabetic"
    ),
    "NATION": (
        "german|french|italian|spanish|portuguese|dutch|swiss|austrian|british|english|scottish|welsh|irish"
        "|american|canadian|mexican|brazilian|polish|czech|danish|swedish|norwegian|finnish|greek|turkish|russian"
        "|ukrainian|indian|chinese|japanese|korean|australian|nigerian|kenyan|egyptian"
    ),
    "HABIT": (
        "play|collect|teach|drive|own|write|paint|draw|cook|bake|swim|cycle|hike|climb|dance|sing|travel|prefer"
        "|wear|smoke|volunteer|garden|knit|sew|jog|meditate|run|commute|ski|surf|skate|fish"
    ),
    "VAGUE": "it|that|this|these|those|you|your|to know|how|when|what|the (idea|way|sound)",
    "TALK": "be|need|know|ask|talk|say|tell|hear|see you|go now|go home|stop|leave|try",
    "MATTER": "question|problem|idea|headache|cold|feeling|meeting|minute|request|suggestion|point",
    "PASSING": "day|mood|head|week|morning|evening|question|point|problem|idea|answer|guess|god|bad",
    "NUMBER": r"an?|two|three|four|five|six|seven|no|\d+",
    "SINCE": r"(last|this|recently|yesterday|just|in \d{4}|(a|an|two|three|some|\d+) \w+ ago)\b.*",
    "FORGET": "(please )?(forget|delete|erase|remove|drop)",
}
# A heading is the line that is made, or lines with `; ` between. `{x!l}` stands for each item of a list, `{x!n}`
# for a name, `{x!s}` for a verb in the third person.
FACTS = Phrasebook(
    r"""
Name: {x!n}
    my (first |full |real )?name's <x>
    my names? <x:(?!(is|was|are)\b)\w+>
    (you can |please |just )*call me <x>
    (people|friends|they) call me <x>
    i'm called <x>
Has {w!a} named {x!m}
    (i have|i've got) (NUMBER )?<w:RELATION>s(,| who are named| named| called| who are called| whose names are) <x>
Has {w!a} named {x!n}
    (i have|i've got|i own|i got) an? <w:WHO>,? ((who is |that's )?(named|called)|whose name is) <x>
    my <w:WHO>('s name is| is (named|called)|,) <x>
    <x> is my <w:WHO>
    (he|she|it)'s my <w:WHO>,? <x>
    my <w:WHO> is <x>
Has {w!a} named {x!n}; {x!n} {v}
    my <w:WHO>,? <x:(?!(NONAME)\b)\w+>,? <v:VERB .+>
    my <w:WHO> (named|called|is called) <x:\w+>,? (who |and )?<v:VERB .+>
Their {w} {v}
    my <w:WHO> <v:VERB .+>
Age: {x}
    i'm <x:\d{1,3}>( years?( old)?)?
    my age is <x:\d{1,3}>
From {x}
    (i'm (originally )?|i come |i )from <x>
    i'm born and raised in <x>
Lives {w} {x}
    (i'm|i) (live|living|based|reside) <w:in|at|on|near> <x>
Lives in {x}; Used to live in {y}
    (i|i've) moved from <y?> to <x?>( SINCE)?
Lives in {x}
    (i|i've) moved( from .+?)? (to|into) <x?>( SINCE)?
    my (home|home ?town|city) is <x>
Diet: {x}
    i'm (an? )?<x:DIET>
Works as {x}; Works at {y}
    (i'm|i) work(ing)? as <x?> (at|for) <y>
    i'm <x:an? JOB> (at|for) <y>
Works as {x}
    (i'm|i) work(ing)? as <x>
    my (job|profession|occupation) is <x>
    i'm <x:an? (?!UNLIKELY)JOB>( by (profession|trade))?
Works at {x}
    (i'm|i) work(ing)? (at|for) <x>
Works {w} {x}
    (i'm|i) work(ing)? <w:in|from|on|with> <x>
Is {x}
    i'm <x:STATUS>
    i'm <x:(married|engaged) to .+>
    i'm <x:(learning|studying) .+>
    i'm <x:going (to|on) (?!TALK\b).+>
Nationality: {x}
    i'm <x:NATION>
Doesn't {w} {x!l}
    i don't <w:eat|drink> <x>
Allergic to {x!l}
    i'm allergic to <x>
    i have an? <x?> allergy
Favourite {w}: {x}
    my favou?rite <w?> (is|are) <x>
    <x> (is|are) my favou?rite <w>
Birthday: {x}
    my birthday's( on)? <x>
    i was born on <x>
Born {x}
    i was born <x:in .+>
Dislikes {x!l}
    i (hate|dislike|detest|can't stand|don't (like|enjoy)) (?!VAGUE\b)<x>
Likes {x!l}
    (i'm|i) (like|love|enjoy|adore|into|fond of|a (big |huge )?fan of) (?!VAGUE\b)<x>
    my (hobby|hobbies|interests) (is|are) <x>
Speaks {x!l}
    (i|i'm) (speak|fluent in) <x>
Studies {x}
    i study <x>
Plans to {x}
    i'm planning (to|on) <x>
    i plan to <x>
    my plan is to <x>
Has to {x}
    (please )?remind me to <x>
    i (have|need) to (?!TALK\b)<x>
Wants to {x}
    i want to (?!TALK\b)<x>
Has {x}
    (i have|i've got|i own) (?!an? MATTER\b)<x:NUMBER .+>
Used to {x}
    i used to <x>
{w!s} {x}
    i <w:HABIT>( <x>)?
{w}: {x}
    my (?!PASSING\b)<w:[\w' -]{1,40}?> (is|are) <x>
""",
    ending=WHEN,
    **_LISTS,
)
# What no longer holds, as what would be said if it did.
NO_LONGER = Phrasebook(
    """
I'm {x}
    i'm no longer <x>
    i'm not <x?> any( ?more| longer)
I {x}
    i no longer <x>
    i don't <x?> any( ?more| longer)
"""
)
FORGET = Phrasebook(
    """
everything
    FORGET (everything|all)( .*)?
    FORGET (all )?(your memory|your notes)
something
    FORGET( about| that| the (fact|line|note)( that)?| what you know about)* <x?>( from your (memory|notes))?
""",
    ending=WHEN,
    **_LISTS,
)
