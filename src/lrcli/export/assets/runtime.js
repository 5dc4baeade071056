/* A cell as a text without blanks around it, null where it is missing. */
function text(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  const bare = String(value).trim();
  return MISSING.has(bare) ? null : bare;
}

/* A cell as a number, null where it is missing, NaN where it cannot be read. A Date becomes days since 1970. */
function number(value, read, how, missing = []) {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  const isText = typeof value === "string";
  const bare = isText ? text(value) : null;
  if (isText && bare === null) return null;
  const result = isText ? read(bare, ...how) : value instanceof Date ? value.getTime() / 86400000 : Number(value);
  if (missing.includes(result)) return null;
  return Number.isFinite(result) ? result : NaN;
}

function whole(expression, bare, flags = "") {
  return new RegExp(`^(?:${expression})$`, flags).exec(bare);
}

/* The number that a text is as its column writes numbers. */
function readNumber(bare, expression, groups, replacements, divisor = 1, offset = 0) {
  const match = whole(expression, bare);
  if (!match) return NaN;
  let digits = groups.map((group) => match[group] ?? "").join("");
  for (const [old, replacement] of replacements) digits = digits.replaceAll(old, replacement);
  return Number(digits || 0) / divisor + offset;
}

/* The number that a word such as yes or no stands for. */
function readWord(bare, values) {
  return new Map(values).get(bare.toLowerCase()) ?? NaN;
}

/* The quantity that a text in several units is, as 5 ft 11 in. */
function readMixedUnits(bare, expression, sizes) {
  const match = whole(expression, bare, "i");
  if (!match || !match.slice(2).some(Boolean)) return NaN;
  const total = sizes.reduce((sum, size, k) => sum + Number((match[k + 2] ?? "0").replace(",", ".")) / size, 0);
  return match[1] ? -total : total;
}

/* The hours or minutes that a text is, as 8:30 pm or 1:23:45. */
function readClock(bare, expression, groups, size, most) {
  const match = whole(expression, bare, "i");
  if (!match) return NaN;
  const field = (name) => groups[name].map((group) => match[group]).find(Boolean) ?? "";
  let hour = Number(field("hour") || 0);
  if (field("half")) {
    if (hour < 1 || hour > 12) return NaN;
    hour = (hour % 12) + ("Pp".includes(field("half")) ? 12 : 0);
  }
  const minutes = 60 * (24 * Number(field("day") || 0) + hour) + Number(field("minute") || 0);
  const result = (60 * minutes + Number((field("second") || "0").replace(",", "."))) / size;
  return most !== null && result > most ? NaN : field("sign") ? -result : result;
}

/* Days from 1970-01-01 to a day of the calendar, NaN where there is no such day. */
function daysOf(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && year > 0 ? date.getTime() / 86400000 : NaN;
}

/* Days from 1970-01-01 to a day of a week as ISO 8601 counts weeks, NaN where there is no such week. */
function daysOfWeek(year, week, weekday) {
  const january4 = daysOf(year, 1, 4);
  const monday = january4 - ((((january4 + 3) % 7) + 7) % 7) + 7 * (week - 1);
  const thursday = new Date((monday + 3) * 86400000);
  return week > 0 && thursday.getUTCFullYear() === year ? monday + weekday - 1 : NaN;
}

/* Days from 1970-01-01 to the date that a text is as its column writes dates. */
function readDate(bare, expression, groups, months, firstYearOf1900s) {
  const match = whole(expression, bare, "i");
  if (!match) return NaN;
  const field = (name) => (groups[name] ?? []).map((group) => match[group]).find(Boolean) ?? "";
  let year = Number(field("year"));
  if (field("year").length === 2) year += year >= firstYearOf1900s ? 1900 : 2000;
  let hour = Number(field("hour") || 0);
  if (field("half")) {
    if (hour < 1 || hour > 12) return NaN;
    hour = (hour % 12) + ("Pp".includes(field("half")) ? 12 : 0);
  }
  if (hour > 23) return NaN;
  const name = field("month");
  const month = months.length
    ? new Map(months).get(name.toLowerCase()) ?? 0
    : Number(name || 3 * Number(field("quarter")) - 2);
  const day = field("week")
    ? daysOfWeek(year, Number(field("week")), Number(field("weekday") || 1))
    : daysOf(year, month, Number(field("day") || 1));
  const east = field("sign") === "-" ? -1 : 1;
  const offset = east * (60 * Number(field("hours") || 0) + Number(field("minutes") || 0));
  return day + (60 * (60 * hour + Number(field("minute") || 0) - offset) + Number(field("second") || 0)) / 86400;
}

/* One of the numbers in a cell that holds several, with its unit; or the cell of a column that has it alone. */
function part(row, name, column, expression, groups, units, unit, factors) {
  if (Object.hasOwn(row, name)) return row[name];
  const cell = text(row[column]);
  const match = cell === null ? null : whole(expression, cell);
  if (!match) return cell;
  let digits = groups.map((group) => match[group]).find(Boolean) ?? "";
  for (const [other, factor] of factors) {
    if (!units.some((group) => match[group] && whole(other, match[group]))) continue;
    if (/^[0-9]+([.][0-9]+)?$/.test(digits)) digits = String(Number(digits) * factor);
    break;
  }
  return digits && digits + unit;
}

/* The number of a level, whatever its case and its blanks, or the one for all other texts. */
function lookUp(level, exact, byFolded, byUnspaced, other) {
  const folded = smallLetters(level.trim().replace(/[\s_-]+/g, " "));
  const unspaced = smallLetters(level.replace(/\s+/g, ""));
  return exact.get(level) ?? byFolded.get(folded) ?? byUnspaced.get(unspaced) ?? other;
}

function smallLetters(text) {
  for (const [letter, small] of FOLDED_LETTERS) text = text.replaceAll(letter, small);
  return text.toLowerCase();
}

function log(x) {
  return x > 0 ? Math.log(x) : NaN;
}

function sqrt(x) {
  return x >= 0 ? Math.sqrt(x) : NaN;
}

function power(x, exponent) {
  const result = x ** exponent;
  return Number.isFinite(result) ? result : NaN;
}

/* How far an end of a range is from the prediction: at some predictions, and on the lines between them. */
function reach(x, at, sizes) {
  const after = at.findIndex((known) => known >= x);
  if (after === 0 || at.length === 1) return sizes[0];
  if (after < 0) return sizes[sizes.length - 1];
  const share = (x - at[after - 1]) / (at[after] - at[after - 1]);
  return sizes[after - 1] + (sizes[after] - sizes[after - 1]) * share;
}
