#!/usr/bin/env bash
# Makes the embedded fonts anew: two from Debian's Noto Sans CJK, with the Latin letters that it lacks
# from Noto Sans, and the fixed-width one from Noto Sans Mono (packages fonts-noto-cjk,
# fonts-noto-cjk-extra, fonts-noto-core, fonts-noto-extra, fonts-noto-mono), with fonttools
# (pip install fonttools). Run from anywhere.
set -euo pipefail
cd "$(dirname "$0")"
python3 - <<'PYTHON'
from fontTools import subset
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

NOTO = "/usr/share/fonts/opentype/noto/NotoSansCJK-{}.ttc"
LATIN = "/usr/share/fonts/truetype/noto/NotoSans-{}.ttf"
MONO = "/usr/share/fonts/truetype/noto/NotoSansMono-Regular.ttf"
HANGUL = 0xAC00  # syllables whose glyphs are taken for the added letters
SIMPLIFIED_CHINESE = 2  # the face's number in the collection
NARROW = [0x00B7, 0x2018, 0x2019, 0x201C, 0x201D]  # the middle dot and quotation marks
SECTION = 0x00A7  # has no narrow form there: that of Noto Sans
# In the middle of the line beside Chinese; else on the baseline, as Noto Sans has it.
ELLIPSIS = 0x2026

# GB 2312 in full, and the blocks a European name or an official document needs beside it.
wanted = set()
for row in range(0xA1, 0xF8):
    for cell in range(0xA1, 0xFF):
        try:
            wanted.add(ord(bytes([row, cell]).decode("gb2312")))
        except UnicodeDecodeError:
            pass
letters = set()
for first, last in [
    (0x0020, 0x007E), (0x00A0, 0x00FF), (0x0100, 0x017F),  # Latin, Latin-1, Latin Extended-A
    (0x0370, 0x03FF), (0x0400, 0x045F),                    # Greek and Cyrillic basics
    (0x2010, 0x2027), (0x2030, 0x203A), (0x20AC, 0x20AC),  # punctuation, euro
    (0x2190, 0x2193), (0x25A0, 0x25A1), (0x2116, 0x2116),  # arrows, the box, the numero sign
    (0x2212, 0x2212), (0x3000, 0x301F), (0xFF01, 0xFF5E),  # minus, Chinese punctuation, full width
]:
    letters.update(range(first, last + 1))
wanted |= letters


def proportional(font):
    """Which glyph is the proportional form of which."""
    table = font["GSUB"].table
    lookups = {
        lookup
        for record in table.FeatureList.FeatureRecord if record.FeatureTag == "pwid"
        for lookup in record.Feature.LookupListIndex
    }
    forms = {}
    for lookup in lookups:
        for part in table.LookupList.Lookup[lookup].SubTable:
            forms.update(getattr(getattr(part, "ExtSubTable", part), "mapping", {}))
    return forms


def x_height(font):
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[font.getBestCmap()[ord("x")]].draw(pen)
    return pen.bounds[3]


def add_letters(font, letters, latin):
    """Draws letters of another font into the glyphs of as many Hangul syllables."""
    top = font["CFF "].cff.topDictIndex[0]
    glyphs, names = latin.getGlyphSet(), latin.getBestCmap()
    slots = font.getBestCmap()
    scale = x_height(font) / x_height(latin)
    for at, letter in enumerate(letters):
        slot, name = slots[HANGUL + at], names[letter]
        width = round(glyphs[name].width * scale)
        private = top.FDArray[top.FDSelect[font.getGlyphID(slot)]].Private
        pen = T2CharStringPen(width - private.nominalWidthX, glyphs)
        glyphs[name].draw(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        top.CharStrings[slot] = pen.getCharString(private, top.GlobalSubrs)
        font["hmtx"][slot] = (width, 0)
        for table in font["cmap"].tables:
            if HANGUL + at in getattr(table, "cmap", {}):
                del table.cmap[HANGUL + at]
                table.cmap[letter] = slot


def center_ellipsis(font, centered):
    """Takes the glyph of Chinese text for the ellipsis beside Chinese characters and marks."""
    names = font.getBestCmap()
    plain = names[ELLIPSIS]
    chinese = " ".join(sorted({
        names[letter]
        for first, last in [(0x3000, 0x30FF), (0x3400, 0x9FFF), (0xFF00, 0xFFEF)]
        for letter in range(first, last + 1) if letter in names
    }))
    features = f"""
        languagesystem DFLT dflt;
        lookup center {{ sub {plain} by {centered}; }} center;
        @chinese = [{chinese}];
        feature calt {{
            sub [@chinese {centered}] {plain}' lookup center;
            sub {plain}' lookup center @chinese;
            sub {plain}' lookup center {plain} @chinese;
        }} calt;
    """
    table = font["GSUB"].table
    addOpenTypeFeaturesFromString(font, features, tables={"GSUB"})
    added, font["GSUB"].table = font["GSUB"].table, table
    before = len(table.LookupList.Lookup)
    for lookup in added.LookupList.Lookup:
        for part in lookup.SubTable:
            for record in getattr(part, "SubstLookupRecord", []):
                record.LookupListIndex += before
    table.LookupList.Lookup.extend(added.LookupList.Lookup)
    record = added.FeatureList.FeatureRecord[0]
    record.Feature.LookupListIndex = [at + before for at in record.Feature.LookupListIndex]
    number = len(table.FeatureList.FeatureRecord)
    table.FeatureList.FeatureRecord.append(record)
    for script in table.ScriptList.ScriptRecord:
        systems = [script.Script.DefaultLangSys]
        systems += [record.LangSys for record in script.Script.LangSysRecord]
        for system in filter(None, systems):
            system.FeatureIndex.append(number)


for weight in ["Regular", "Medium"]:
    font = TTFont(NOTO.format(weight), fontNumber=SIMPLIFIED_CHINESE)
    # At full width these marks tear English words apart; in Chinese the narrow ones read well.
    forms = proportional(font)
    for table in font["cmap"].tables:
        for mark in NARROW:
            if getattr(table, "cmap", {}).get(mark) in forms:
                table.cmap[mark] = forms[table.cmap[mark]]
    options = subset.Options(
        layout_features=["kern", "mark", "ccmp"], hinting=False, desubroutinize=True,
        name_IDs=["*"], notdef_outline=True,
    )
    subsetter = subset.Subsetter(options)
    latin = TTFont(LATIN.format(weight))
    absent = sorted((wanted & latin.getBestCmap().keys()) - font.getBestCmap().keys())
    absent += [SECTION, ELLIPSIS]
    subsetter.populate(unicodes=wanted | {HANGUL + at for at in range(len(absent))})
    subsetter.subset(font)
    centered = font.getBestCmap()[ELLIPSIS]
    add_letters(font, absent, latin)
    center_ellipsis(font, centered)
    font.save(f"NotoSansSC-{weight}.otf")

# Letters of one width for the text of structure files; Chinese comes from the fonts above, so lines
# are as high as theirs, on the same baseline.
mono = TTFont(MONO)
options = subset.Options(layout_features=[], hinting=False, name_IDs=["*"], notdef_outline=True)
subsetter = subset.Subsetter(options)
subsetter.populate(unicodes=letters & mono.getBestCmap().keys())
subsetter.subset(mono)
for name in ["ascent", "descent", "lineGap"]:
    setattr(mono["hhea"], name, getattr(font["hhea"], name))
for name in ["sTypoAscender", "sTypoDescender", "sTypoLineGap", "usWinAscent", "usWinDescent"]:
    setattr(mono["OS/2"], name, getattr(font["OS/2"], name))
mono.save("NotoSansMono-Regular.ttf")
PYTHON
ls -l -- *.otf *.ttf
