"""Which encoding a text is in that is not Unicode: of one byte a character, or of two in East Asia."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

WESTERN = "Windows-1252"
# Of each encoding of single bytes its codec and, by language, the letters beyond ASCII; the rare ones behind the blank.
# The letters of Cyrillic and Greek are in the order of how often they occur.
ALPHABETS: dict[str, tuple[str, Sequence[str]]] = {
    WESTERN: (
        "cp1252",
        ("äöüß é", "éèêàçô âîûùëïöœüæÿ", "áéíóúñü ïç", "ãáâàçéêíóôõú ü", "àèéìòù îó", "åäöæø éüè", "éëïöü èêáóí",
         "áíðöéóúæ þý", "àçéèíïòóúü "),
    ),
    "Windows-1250": (
        "cp1250",
        ("ąćęłńóśźż ü", "áčďéěíňóřšťúůýž öü", "áäčďéíľňóôšťúýž ĺŕü", "áéíóöőúüű ä", "ăâîşţ é", "čćđšž ö"),
    ),
    "Windows-1254": ("cp1254", ("çğıöşüi âîû",)),
    "Windows-1251": ("cp1251", ("оеаинтсрвлкмдпуяыьгз бчйхжшюцщэфъё№", "оаніивртелскмдпуязьгбчйхжїшюєщцґ’ ыёъэ")),
    "KOI8-R": ("koi8_r", ("оеаинтсрвлкмдпуяыьгз бчйхжшюцщэфъё",)),
    "Windows-1253": ("cp1253", ("αοιετσνηυρπκμλωςίόέάύήώ γχδθφβξζψϊϋΐΰ",)),
}  # fmt: skip
LATIN = (WESTERN, "Windows-1250", "Windows-1254")
CODEC_OF_CODEPAGE = {encoding: codec for encoding, (codec, _) in ALPHABETS.items()}
COMMON_SIGNS = frozenset("€$£¥¢°²³¹“”„‘’‚‹›«»–—…§·•©®™½¼¾µ×÷±¿¡ºª´`¨¬¦†‡‰№\u00a0\u00ad")
INSIDE_WORDS = frozenset("’´`·\u00ad")
WORD = re.compile(r"[^\W\d_]+")
RARE, WRONG = 0.3, -1.0  # what a rare letter and one of another language count, where the most usual ones count 1


# Two bytes a character leave little to tell China, Japan and Korea apart in a short file, whose encodings share nearly
# all bytes. But the few words of a table are mostly of these characters.
JAPANESE = frozenset(
    "価格値段金額料売上販名前品商番号年月日時間分秒曜都道府県市区町村郡東西南北京大阪横浜古屋札幌福岡神戸川崎埼玉千葉愛知兵庫広島仙台"
    "沖縄青森岩手宮城秋田山形茨栃木群馬新潟富石井梨長野岐阜静三重滋賀奈良和歌鳥取根口徳香媛高佐熊本鹿児面積築距離走行車種型式色部数階"
    "駅徒歩住所建物土地店舗会社員性別男女齢身体量温度気圧降水湿風速合計平均人世帯収入支出費用税込単位円個枚件備考類内容称登録更開始終"
    "了産自動豊鈴国電話学校点率賃間取畳帖坪戸棟敷礼管理万"
)
SIMPLIFIED = frozenset(
    "价格名称品牌型号城市地区省县北京上海天津重庆广州深圳成都杭南武汉西安苏长沙沈阳青岛大连宁波厦门年月日时间分钟面积总单房屋室厅层楼"
    "朝向装修建筑小位置性别男女龄姓编数量金额销售收入支出费用合计平均温度湿风速气压红旗丰田众汽车里程排颜色类状态备注说明址电话公司人"
    "口学历工资评户订商产期星开始结束是否无有元万米斤东北中国"
)
TRADITIONAL = frozenset(
    "價格名稱品牌型號城市地區縣臺台北高雄中南新竹桃園基隆嘉義屏東花蓮年月日時間分面積總單房屋室廳層樓建築位置性別男女齡姓編號數量金額"
    "銷售收入支出費用合計平均溫度濕風速氣壓天豐田汽車國瑞里程排顏色類狀態備註說明址電話公司人口學歷薪資評訂商產期星開始結束是否無有元"
    "萬斤交易標的鄉鎮土主要用途香港九龍"
)
KOREAN = frozenset(
    "가격이름명상품번호년월일시간분초서울부산대구인천광주전울경기강원충북남라제도군동면적층건물아파트매세보증금거래액단지연식행리차종색료"
    "성별여자나키몸무게온습수량풍속압합계평균구입출비용학교회사직원소화태류내고등록작현삼개만"
)


class Asian(NamedTuple):
    """An encoding of two bytes a character, and what its first bytes say of how common a character is."""

    codec: str
    usual: Callable[[int, int], bool]  # by both bytes: of the few thousand characters that nearly all texts consist of
    neutral: Callable[[int], bool]  # by the first byte: punctuation, letters of full width
    in_tables: frozenset[str]  # characters of names of columns, places and goods


ASIAN = {  # in the standards the usual characters come first
    "EUC-KR": Asian("euc_kr", lambda a, b: 0xB0 <= a <= 0xC8, lambda a: a in (0xA1, 0xA3), KOREAN),
    "GBK": Asian("gb18030", lambda a, b: 0xB0 <= a <= 0xD7 and b >= 0xA1, lambda a: a in (0xA1, 0xA3), SIMPLIFIED),
    "Big5": Asian("big5", lambda a, b: 0xA4 <= a <= 0xC6, lambda a: a in (0xA1, 0xA2, 0xA3), TRADITIONAL),
    "Shift-JIS": Asian("cp932", lambda a, b: 0x82 <= a <= 0x83 or 0x88 <= a <= 0x97, lambda a: a == 0x81, JAPANESE),
    "EUC-JP": Asian(
        "euc_jp", lambda a, b: a in (0xA4, 0xA5) or 0xB0 <= a <= 0xCF, lambda a: a in (0xA1, 0xA3), JAPANESE
    ),
}
FIRST_ASIAN = 0x2E80  # code point of the first of the East Asian characters in Unicode
KANA = re.compile("[\u3041-\u30fe]")
NARROW_KANA = re.compile("[\uff61-\uff9f]")  # of half the width, one byte each
FEWEST_ASIAN = 3  # characters; 2 where both are common in tables
MOSTLY_COMMON = 0.5  # of the characters of a text: in the wrong encoding one in ten is common in tables
MORE_COMMON = 0.3  # than in any other encoding
KOREAN_ENOUGH = 6  # characters: so many in Chinese, of which 25 in 40 could be Korean, are hardly all so by chance
EQUAL = 0.1  # difference of scores that tells nothing
SURE_OF_LATIN, SURE_OF_OTHERS = 0.95, 0.5  # a score, of which 1 is the highest
SAMPLE_BYTES = 8000  # of lines that are not ASCII


def characters_of(encoding: str) -> str:
    """The 256 characters of an encoding; a byte without a character is the control character of its number."""
    return "".join(bytes([k]).decode(CODEC_OF_CODEPAGE[encoding], "ignore") or chr(k) for k in range(256))


# Nearly every byte is a character in each of these encodings, so that no byte proves one of them wrong. But read in the
# wrong encoding, a text has letters that no single language has together, signs and capitals inside words, Greek beside
# Latin letters in one word, or Chinese characters that are hardly ever used. So each encoding is tried with the
# alphabets of its languages, and the best one is taken if it is good. Else the text is taken for Western, the commonest
# by far: a file that has names of many countries suits no single language, and most of its letters are the same in
# others.


def find_codepage(data: bytes) -> list[str]:
    """The likeliest encoding of a text that is not UTF-8, a name of ALPHABETS or ASIAN; several where in doubt."""
    sample = b"\n".join(_sample(data))
    western = sample.decode("cp1252", "replace")
    scores = {WESTERN: max(_fit(western, alphabet, is_latin=True) for alphabet in ALPHABETS[WESTERN][1])}
    for encoding, (codec, alphabets) in ALPHABETS.items():
        text = sample.decode(codec, "replace")
        if encoding != WESTERN and text != western:
            scores[encoding] = max(_fit(text, alphabet, is_latin=encoding in LATIN) for alphabet in alphabets)
    best = max(scores, key=lambda encoding: scores[encoding])  # the first of equals: Western before others
    asian = {encoding: _fit_of_asian(sample, encoding) for encoding in ASIAN}
    highest = max(asian.values())
    likely = [encoding for encoding, score in asian.items() if score > max(highest - EQUAL, SURE_OF_OTHERS)]
    # Signs alone, such as ±±¾©, suit any language: they are no evidence against a word that is common in tables.
    against = SURE_OF_OTHERS if all(c.isascii() or c in COMMON_SIGNS for c in western) else scores[best]
    commonest = _commonest(sample, likely)
    if commonest and asian[commonest] > against:
        return [commonest]
    if highest > max(scores[best], SURE_OF_OTHERS):
        high = sum(byte >= 0x80 for byte in sample)
        return ["EUC-KR"] if "EUC-KR" in likely and high >= 2 * KOREAN_ENOUGH else likely
    return [best if scores[best] >= (SURE_OF_LATIN if best in LATIN else SURE_OF_OTHERS) else WESTERN]


def _sample(data: bytes) -> Iterator[bytes]:
    """Different lines that are not ASCII."""
    size = 0
    for line in dict.fromkeys(data.splitlines()):
        if not line.isascii() and size < SAMPLE_BYTES:
            size += len(line)
            yield line[:SAMPLE_BYTES]


def _fit(text: str, alphabet: str, *, is_latin: bool) -> float:
    """How well a text suits a language, 1 at best: the mean of what its characters beyond ASCII count."""
    usual, _, rare = alphabet.partition(" ")
    # A word of several letters beyond ASCII alone is no word of a Latin language, and one with a Latin letter in it
    # none of any other.
    strange = {
        k for word in WORD.finditer(text) if _is_strange(word[0], is_latin=is_latin) for k in range(*word.span())
    }
    total = count = 0.0
    for k, (before, letter, after) in enumerate(zip(" " + text, text, text[1:] + " ", strict=False)):
        inside_word = before.isalpha() and after.isalpha()
        if letter.isascii() or (letter in COMMON_SIGNS and (letter in INSIDE_WORDS or not inside_word)):
            continue
        small = letter.lower()[:1]
        value = RARE if small in rare else WRONG
        if small in usual:
            value = 1.0 if is_latin else 1 - (1 - RARE) * usual.index(small) / len(usual)
        value -= (k in strange) + (before.islower() and letter.isupper())
        total, count = total + max(value, WRONG), count + 1
    return total / count if count else 1.0


def _is_strange(word: str, *, is_latin: bool) -> bool:
    has_latin = any(map(str.isascii, word))
    return len(word) > 1 and not has_latin if is_latin else has_latin


def _commonest(sample: bytes, likely: Sequence[str]) -> str | None:
    """The encoding in which most characters are common in tables; None where it is not far ahead of the others."""
    shares = {encoding: _share_in_tables(sample.decode(ASIAN[encoding].codec), encoding) for encoding in likely}
    best = max(likely, key=lambda encoding: shares[encoding], default="")
    others = max((shares[encoding] for encoding in likely if encoding != best), default=0.0)
    return best if best and shares[best] >= max(MOSTLY_COMMON, others + MORE_COMMON) else None


def _share_in_tables(text: str, encoding: str) -> float:
    """How many of the characters of East Asia are common in tables, kana left out."""
    characters = [c for c in text if ord(c) > FIRST_ASIAN and not KANA.match(c) and not NARROW_KANA.match(c)]
    return sum(c in ASIAN[encoding].in_tables for c in characters) / max(1, len(characters))


def _fit_of_asian(sample: bytes, encoding: str) -> float:
    """How well a text suits an encoding of East Asia, 1 at best."""
    asian = ASIAN[encoding]
    try:
        text = sample.decode(asian.codec)
    except UnicodeDecodeError:
        return WRONG
    total = count = 0.0
    for before, letter, after in zip(" " + text, text, text[1:] + " ", strict=False):
        code = letter.encode(asian.codec) if not letter.isascii() else b""
        if not code or (len(code) == 2 and asian.neutral(code[0])):
            continue
        if NARROW_KANA.match(letter) and NARROW_KANA.search(before + after):
            continue  # several in a row are a word, but what other encodings write looks so too
        # Two letters of a Latin word may make such a character, but hardly several in a row, or one common in tables.
        alone = letter not in asian.in_tables and not any(ord(other) > FIRST_ASIAN for other in (before, after))
        value = 1.0 if len(code) == 2 and asian.usual(*code) and not alone else WRONG / 2
        total, count = total + value, count + 1
    has_kana, share = bool(KANA.search(text)), _share_in_tables(text, encoding)
    if count < FEWEST_ASIAN - (share == 1) or (has_kana and asian.in_tables is not JAPANESE):
        return WRONG
    # Japanese without any kana is rare, and what other encodings write looks so.
    if encoding == "EUC-JP" and not has_kana and share < MOSTLY_COMMON:
        return WRONG
    return total / count
