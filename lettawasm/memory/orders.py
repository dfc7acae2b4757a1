"""Telling orders to an agent from facts, by how they are worded. Pure, and without a model.

A sentence is weighed by its signs: whom it speaks to, what it tells them to do, for how long, with whose replies and
rules, to which address. Each sign weighs once; no single harmless one is enough. It can be fooled, as every list of
words can: it is one fence among several.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

ENOUGH, NEARLY = 3, 2  # the weight of an order; two sentences in a row that nearly are one are one

# Deeds of an assistant, as orders to one name them; and deeds that others are told to do as well.
_DEEDS = """answer reply respond recommend promote reveal disclose forward obey comply pretend tell inform mention
    refuse trust treat exfiltrate leak notify ask speak transfer ignore disregard override bypass send say email
    upload impersonate insist deny warn"""
_CHORES = """store save add include write keep call use run visit install replace delete erase set remember append
    insert invoke execute delete overwrite describe state end begin start talk show output print post click follow
    open summarize translate describe claim adopt prefer"""

_DUTY = "(?:must|shall|should|will|(?:have|has|needs?|are|is) to|always|never|please|kindly|do not|don't|only|first)"
_OPENING = (  # what stands before an order
    r"(?:^[^\w\n]{0,6}|[,:;] (?:then |also |please )?|\band (?:then |always )?"
    rf"|\b{_DUTY} (?:always |never )?(?:not )?)"
)


def _any(words: str) -> str:
    return "|".join(words.split())


# (weight, patterns). Words of scripts without spaces stand by themselves; all others between word boundaries.
_SIGNS: list[tuple[int, list[str]]] = [
    (  # what only a prompt has
        3,
        [
            r"<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id)\|>|\[/?inst\]|<</?sys>>",
            r"</?(?:system|assistant|instructions?|memory_blocks|system_prompt|tool_call|tool_response)>",
            r"!\[[^\]\n]{0,80}\]\(https?://[^)\s]{0,200}[?&=]",
            r"^#{1,6} ?(?:new |updated )?system (?:prompt|message)$",
            r"^#{1,6} ?(?:new |updated )?instructions?(?: for (?:the )?(?:ai|assistant|agent|model))?$",
            r"\b(?:core_memory_\w+|archival_memory_\w+|memory_(?:insert|replace|rethink|apply_patch)|send_message_\w+)\b",
        ],
    ),
    (2, [r"^[^\w\n]{0,6}(?:system|developer|assistant)(?: prompt| message| note| override| notice)?:"]),
    (  # another role
        3,
        [
            r"\byou(?: are|'re) (?:now|no longer|from now on)\b(?! (?:in|on|at|entering|leaving|here)\b)",
            r"\bfrom (?:now|here|today) on,? you\b|\bnew rules? for you\b",
            r"\b(?:act|behave) as (?:an?|if|though|my|the)\b",
            r"\byour (?:new|real|true|only) (?:role|task|goal|job|purpose|name|identity|owner|rules?|instructions?)\b",
            r"\bdu bist (?:jetzt|nun|ab jetzt|ab sofort|von nun an)\b|\b(?:ab jetzt|ab sofort|von nun an) bist du\b",
            r"\btu es (?:maintenant|désormais)\b|\b(?:désormais|à partir de maintenant),? (?:tu|vous) \b",
            r"\beres ahora\b|\b(?:ahora|a partir de ahora|desde ahora),? (?:eres|debes)\b",
            r"\b(?:ora|d'ora in poi) (?:sei|devi)\b|\ba partir de agora,? (?:você|tu|és)\b|\bagora você é\b",
            r"\bje bent (?:nu|vanaf nu)\b|\b(?:od teraz|teraz) jesteś\b|\b(?:теперь|отныне|с этого момента),? ты\b",
            r"\bты теперь\b|\bbundan sonra sen\b|\bartık sen\b|\b(?:من الآن|أنت الآن)\b",
            "(?:从现在开始|從現在開始|从现在起|今后|以后),?你|你(?:现在|現在)(?:是|要|必须)|(?:今から|これから|今後)(?:は)?あなたは|あなたは今",
            "(?:이제부터|지금부터|이제) (?:당신|너)은?|(?:당신|너)[은는] 이제|अब (?:से )?(?:तुम|आप)",
        ],
    ),
    (  # taking back what holds
        2,
        [
            rf"{_OPENING}(?:ignore|disregard|forget|override|bypass|stop following|stop obeying)\b",
            r"\b(?:ignorier\w*|missachte|vergiss|vergesst|ignorez?|oublie[zr]?|ignor[ae]|olvid[ae]|dimentica|esqueça|negeer|vergeet)\b",
            r"\b(?:zignoruj|ignoruj|zapomnij|игнорируй\w*|забудь\w*|ігноруй|yok say\w*|görmezden gel\w*|unut)\b",
            "忽略|无视|無視|忘记|忘記|忘れ|무시|잊어|تجاهل|अनदेखा|नज़रअंदाज़",
        ],
    ),
    (  # orders, in forms that facts don't have
        2,
        [
            rf"{_OPENING}(?:{_any(_DEEDS)})\b",
            r"\b(?:antworte|antwortest|gib|empfiehl|empfehle|erwähne|verrate?|leite|sende|schicke?|sage?|erzähle?|gehorche|behaupte|frage)\b",
            r"\b(?:réponds|répondez|recommande[zr]|mentionnez|révèle[zr]?|envoie|envoyez|dis|dites|obéis|n'informe[zr]?|transmets)\b",
            r"^[^\w\n]{0,6}n(?:e |')\w+|\b(?:никогда|больше) не \w+(?:й|йте|и|ите|ь|ьте)\b",
            r"\b(?:responde|respondas|recomienda|envía|envíe|digas|menciones|reveles|obedece|cuentes)\b",
            r"\b(?:rispondi|consiglia|invia|rivela|obbedisci|non dire|responda|recomende|envie|diga|revele|obedeça)\b",
            r"\b(?:antwoord|beantwoord|vertel|stuur|odpowiadaj|polecaj|wyślij|nie mów|cevap ver|gönder|söyleme|öner)\b",
            r"\b(?:отвечай\w*|говори\w*|сообщай\w*|рекомендуй\w*|отправляй\w*|отправь\w*|пересылай\w*|рассказывай\w*|слушайся)\b",
            "不要告[诉訴]|别告[诉訴]|請回答|请回答|总是推荐|總是推薦|言わないで|教えないで|答えて|勧めて|従って",
            "대답하|말하지|알리지|추천하|لا تخبر|أجب|बताएं|मत बता",
        ],
    ),
    (1, [rf"(?:{_OPENING}|\bto )(?:{_any(_CHORES)})\b", rf"\b(?:to|and) (?:{_any(_DEEDS)})\b"]),
    (
        1,
        [
            "发送|發送|转发|轉發|回答|推荐|推薦|送って|送信|보내",
            r"\b(?:weiterleit\w*|senden|schicken|envoy\w+|enviar|отправ\w*)\b",
        ],
    ),
    (  # whom it speaks to
        1,
        [
            r"\b(?:you|your|du|dein\w*|dir|dich|tu|toi|tes|ton|vous|vos|votre|tú|tus|usted|debes|tienes|devi|você|teu|jij|jouw|twoje?)\b",
            r"\b(?:ты|тебе|тебя|твои|твой|вы|ти|sen|senin)\b|你|您|あなた|당신|너는|أنت|तुम|आप",
        ],
    ),
    (1, [r"\b(?:assistants?|agents?|bots?)\b|助手|アシスタント|비서|ассистент|المساعد"]),
    (
        2,
        [
            r"\b(?:language models?|llms?|chat ?bots?|ai (?:assistant|agent|model|system)s?|an ai|chatgpt|claude)\b"
        ],
    ),
    (  # the person it is kept from, or turned against
        1,
        [
            r"\b(?:user|human|users|nutzer\w*|benutzer\w*|anwender\w*|utilisat\w+|usuari\w+|utente|usuári\w+|gebruiker|użytkownik\w*)\b",
            r"\b(?:пользовател\w*|користувач\w*|kullanıcı\w*)\b|用户|用戶|使用者|ユーザー|사용자|المستخدم|उपयोगकर्ता",
        ],
    ),
    (  # for good
        1,
        [
            r"\b(?:always|never|permanently|forever|no matter what|without asking|without exception|at all times)\b",
            r"\bfrom (?:now|here|today) on\b|\b(?:all|any|every|each|whatever|whoever)\b",
            r"\b(?:when(?:ever)?|if) (?:the user|they) (?:asks?|says?|mentions?|wants?|writes?)\b",
            r"\b(?:when(?:ever)?|if) (?:any ?one|some ?one|you are|asked)\b",
            r"\b(?:immer|nie|niemals|stets|ab jetzt|ab sofort|von nun an|wenn|falls|jede\w*|alle[ns]?)\b",
            r"\b(?:toujours|jamais|désormais|toutes?|tous|siempre|nunca|tod[ao]s|sempre|mai|tutt[ei]|altijd|nooit|alle|zawsze|wszystkie)\b",
            r"\b(?:всегда|никогда|дальше|все|всё|tüm|her zaman|asla)\b",
            "总是|總是|永远|永遠|所有|以后|一直|常に|すべて|必ず|今後|항상|모든|دائما|جميع|हमेशा|सभी",
        ],
    ),
    (  # what an agent has and does
        1,
        [
            r"\b(?:every|each|your) (?:answer|reply|response)\b",
            r"\b(?:instructions?|guidelines|rules?|prompts?|restrictions|commands|polic(?:y|ies)|privacy|safety)\b",
            r"\b(?:replies|responses?|questions?|requests?|messages?|conversations?|memory|memories|persona|blocks?)\b",
            r"\b(?:passwords?|api keys?|credentials|secrets?|pin|system prompt|competitors|this note|these lines)\b",
            r"\b(?:anweisung\w*|regel\w*|vorgabe\w*|instruction\w*|consignes?|règles?|instruccion\w*|reglas?|istruzion\w*|regole)\b",
            r"\b(?:instruç\w*|regras|instructies|regels|poleceni\w*|instrukcj\w*|инструкц\w*|указани\w*|правил\w*|talimat\w*)\b",
            r"\b(?:nachricht\w*|passw\w+|antworten|messages|contraseñas|mensaje\w*|password|senhas|сообщени\w*|парол\w*)\b",
            "指令|指示|规则|規則|提示|密码|密碼|消息|回复|ルール|返答|パスワード|지시|규칙|비밀번호|التعليمات|الأوامر|القواعد|निर्देश|नियम",
        ],
    ),
    (1, [r"https?://|\S@\S"]),
]


def order_in(text: str) -> str | None:
    """The first sentence of a text that reads like an order to an agent."""
    before = 0
    for line in _sentences(text):
        present = weight(line)
        if present >= ENOUGH or min(present, before) >= NEARLY:
            return line[:160]
        before = present
    return None


def weight(sentence: str) -> int:
    return sum(worth for worth, pattern in _signs() if pattern.search(sentence))


def _sentences(text: str) -> Iterator[str]:
    """In lower case, and without what is written but not seen."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").casefold()
    plain = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    for line in re.split(r"\n+|(?<=[.!?])\s+|(?<=[。！？।])", plain):
        if words := " ".join(line.split()):
            yield words


@cache
def _signs() -> list[tuple[int, re.Pattern[str]]]:
    return [(worth, re.compile("|".join(patterns))) for worth, patterns in _SIGNS]
