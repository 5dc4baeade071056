/* The byte after the blanks at a place of a text, or the same place: blanks of ASCII, and the no-break blank. */
static const char *after_blank(const char *text)
{
    if ((unsigned char)text[0] == 0xC2 && (unsigned char)text[1] == 0xA0) return text + 2;
    return *text == ' ' || (*text >= '\t' && *text <= '\r') ? text + 1 : text;
}

/* The length of a text without the blanks at its end. */
static size_t bare_length(const char *text)
{
    size_t length = 0;
    const char *place = text;
    while (*place) {
        const char *next = after_blank(place);
        if (next == place) length = (size_t)(++place - text);
        else place = next;
    }
    return length;
}

static const char *without_blanks_before(const char *text)
{
    const char *next;
    while ((next = after_blank(text)) != text) text = next;
    return text;
}

/* Whether a text is missing: NULL, empty, or one of the words for that. */
static int is_missing(const char *text)
{
    size_t k, length;
    if (!text) return 1;
    text = without_blanks_before(text);
    length = bare_length(text);
    for (k = 0; k < sizeof MISSING / sizeof *MISSING; k++)
        if (strlen(MISSING[k]) == length && strncmp(MISSING[k], text, length) == 0) return 1;
    return 0;
}

/* Write the letter at a place, in small letters unless the spelling is exact; return the bytes that were read. */
static size_t spell_letter(const char *place, enum spelling spelling, char *letter)
{
    size_t k;
    int folds = spelling != EXACT;
    for (k = 0; folds && FOLDED_LETTERS[k][0]; k++) {
        size_t length = strlen(FOLDED_LETTERS[k][0]);
        if (strncmp(place, FOLDED_LETTERS[k][0], length) == 0) {
            strcpy(letter, FOLDED_LETTERS[k][1]);
            return length;
        }
    }
    letter[0] = folds && *place >= 'A' && *place <= 'Z' ? (char)(*place - 'A' + 'a') : *place;
    letter[1] = '\0';
    return 1;
}

/* The place after the blanks that a spelling has as one blank, or as none. */
static const char *after_run(const char *place, const char *end, enum spelling spelling)
{
    const char *next = place;
    while (place < end && ((next = after_blank(place)) != place || (spelling == FOLDED && strchr("_-", *place))))
        place = next != place ? next : place + 1;
    return place;
}

/* Write texts joined by ":" into a buffer in a spelling; return 0 where they are too long for a level. */
static int join(const char *const *texts, size_t count, enum spelling spelling, char *buffer, size_t size)
{
    size_t k, written = 0;
    for (k = 0; k < count; k++) {
        const char *place = without_blanks_before(texts[k]);
        const char *end = place + bare_length(place);
        if (k > 0) {
            if (written + 1 >= size) return 0;
            buffer[written++] = ':';
        }
        while (place < end) {
            const char *next = spelling == EXACT ? place : after_run(place, end, spelling);
            char letter[8];
            if (next != place) {
                place = next;
                strcpy(letter, spelling == FOLDED ? " " : "");
            } else {
                place += spell_letter(place, spelling, letter);
            }
            if (written + strlen(letter) >= size) return 0;
            strcpy(buffer + written, letter);
            written += strlen(letter);
        }
    }
    buffer[written] = '\0';
    return 1;
}

/* The number of a level, whatever its case and its blanks, or the one for all other texts. */
static double look_up(const char *const *texts, size_t count, const struct level *exact, const struct level *folded,
                      const struct level *unspaced, double other)
{
    const struct level *tables[] = {exact, folded, unspaced};
    char level[LONGEST_LEVEL];
    int spelling;
    for (spelling = EXACT; spelling <= UNSPACED; spelling++) {
        const struct level *known = tables[spelling];
        if (!known->text || !join(texts, count, (enum spelling)spelling, level, sizeof level)) continue;
        for (; known->text; known++)
            if (strcmp(known->text, level) == 0) return known->number;
    }
    return other;
}

static double logarithm(double x)
{
    return x > 0 ? log(x) : NAN;
}

static double root(double x)
{
    return x >= 0 ? sqrt(x) : NAN;
}

static double power(double x, int exponent)
{
    double result = pow(x, exponent);
    return isfinite(result) ? result : NAN;
}

/* A number that is missing is NAN; one that is infinite has no prediction. */
static double finite(double x)
{
    return isinf(x) ? NAN : x;
}

/* How far an end of a range is from the prediction: at some predictions, and on the lines between them. */
static double reach(double x, const double *at, const double *sizes, size_t count)
{
    size_t after = 0;
    while (after < count && at[after] < x) after++;
    if (after == 0) return sizes[0];
    if (after == count) return sizes[count - 1];
    return sizes[after - 1] + (sizes[after] - sizes[after - 1]) * (x - at[after - 1]) / (at[after] - at[after - 1]);
}
