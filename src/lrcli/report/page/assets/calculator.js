"use strict";

/* The prediction of `lrcli predict`, by the same arithmetic: bias + Σ weight · value + Σ weights[category].
   It is explained as `lrcli predict --explain` does: the average row, and what each feature adds to that. */

const model = JSON.parse(document.getElementById("model").textContent);
const UNSEEN = "\u0000"; // a text that is no level
const EXACT = 2 ** 53; // up to here every whole number is a float
const MARK = 0.012; // of the bars' width: the mark of a total

for (const { features } of model.targets) {
  for (const feature of features) if (feature.weights) feature.weights = new Map(feature.weights);
}

/* The exact sum, rounded once, as Python's math.fsum (Shewchuk 1997). */
function exactSum(values) {
  const partials = [];
  for (let x of values) {
    let count = 0;
    for (let y of partials) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const high = x + y;
      const low = y - (high - x);
      if (low !== 0) partials[count++] = low;
      x = high;
    }
    partials.length = count;
    partials.push(x);
  }
  let high = partials.pop() ?? 0;
  while (partials.length) {
    const x = high;
    const y = partials.pop();
    high = x + y;
    const low = y - (high - x);
    if (low === 0) continue;
    const next = partials.at(-1) ?? 0; // a half is rounded by what comes below it
    if ((low < 0 && next < 0) || (low > 0 && next > 0)) {
      const twice = low * 2;
      if (twice === high + twice - high) high += twice;
    }
    break;
  }
  return high;
}

/* To so many digits behind the point, halves to even. */
function rounded(value, decimals) {
  const scaled = value * 10 ** decimals;
  if (!(Math.abs(scaled) < EXACT)) return value;
  let whole = Math.round(scaled);
  if (Math.abs(scaled % 1) === 0.5 && whole % 2 !== 0) whole -= 1;
  return whole / 10 ** decimals + 0;
}

/* So many digits behind the point, digits grouped by commas. */
function numeral(number, decimals) {
  if (!Number.isFinite(number)) return Number.isNaN(number) ? "–" : number > 0 ? "∞" : "−∞";
  const value = rounded(number, decimals);
  const digits = Math.min(decimals, 100);
  const text = Math.abs(value) < 1e21 ? value.toFixed(digits) : `${BigInt(value)}${(0).toFixed(digits).slice(1)}`;
  const [whole, fraction] = text.replace("-", "−").split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction === undefined ? "" : `.${fraction}`);
}

function factorOf(factor, value) {
  if (factor.level !== null) return value === factor.level ? 1 : 0;
  if (factor.function === "log") return value > 0 ? Math.log(value) : NaN;
  if (factor.function === "sqrt") return value >= 0 ? Math.sqrt(value) : NaN;
  return value ** factor.power;
}

/* What a feature adds where the columns have these values, null for a missing one; NaN where it does not exist. */
function partOf(feature, values) {
  if (feature.weights) {
    const texts = feature.inputs.map((place) => values[place]);
    if (texts.includes(null)) return feature.missing;
    return feature.weights.get(texts.join(":")) ?? feature.other;
  }
  let product = 1;
  for (const factor of feature.factors) {
    const value = values[factor.input];
    if (value === null) return feature.missing;
    const part = factorOf(factor, value);
    if (!Number.isFinite(part)) return NaN;
    product *= part;
  }
  return feature.weight * product;
}

/* What a typed number means: the rule of `read_entry`, which the command line has, with the same regular expressions. */

const whole = (expression) => new RegExp(`^(?:${expression})$`);
const scales = new Map(model.scales);
const usualCharacters = new Map(model.characters);

for (const { entry } of model.inputs) {
  if (!entry) continue;
  entry.own.expression = whole(entry.own.expression);
  for (const other of entry.others) other.expression = whole(other.expression);
}

function plainNumber(digits, replacements) {
  for (const [old, replacement] of replacements) digits = digits.replaceAll(old, replacement);
  const value = Number(digits || 0);
  return Number.isFinite(value) ? value : null;
}

function ownReading({ expression, groups, replacements }, text) {
  const match = expression.exec(text);
  return match && plainNumber(groups.map((group) => match[group] ?? "").join(""), replacements);
}

function stemOf(unit) {
  const bare = unit.replace(/\.+$/, "").toLowerCase();
  return bare.length > 2 && bare.endsWith("s") ? bare.slice(0, -1) : bare;
}

function otherReading({ expression, replacements }, text) {
  const match = expression.exec(text);
  if (!match || (match[1] && match[3])) return null;
  const power = match[5] ? scales.get(stemOf(match[5])) : 0;
  const withPower = /e/i.test(match[4]);
  const digits = plainNumber(withPower ? match[4] : `${match[4]}e${power}`, replacements);
  if (digits === null) return null;
  const value = withPower ? digits * 10 ** power : digits; // 2.01k is 2.01e3: a product would be rounded twice
  return !Number.isFinite(value) ? null : match[1] || match[3] ? -value : value;
}

/* { value, asWritten } of a text, { doubt } of one that may be two numbers, null of one that is none. */
function readEntry({ entry, low, high }, typed) {
  const text = Array.from(typed, (char) => usualCharacters.get(char) ?? char).join("");
  const own = ownReading(entry.own, text);
  const readings = [own, ...entry.others.map((other) => otherReading(other, text))].filter((value) => value !== null);
  const values = [...new Set(readings)];
  if (values.length < 2) return values.length ? { value: values[0], asWritten: own !== null } : null;
  const inside = values.filter((value) => low <= value && value <= high);
  if (own !== null && entry.proven && (inside.includes(own) || !inside.length)) return { value: own, asWritten: true };
  if (inside.length === 1) return { value: inside[0], asWritten: false };
  return own === null ? { value: values[0], asWritten: false } : { doubt: values.slice(0, 2) };
}

/* The page. */

const ROUNDED = 1e-6; // of a step: 8.1 hours are 486 minutes, and a little less in binary

const fields = [...document.querySelectorAll("[data-input]")].map((box) => {
  const input = model.inputs[Number(box.dataset.input)];
  const field = box.querySelector("input, select");
  const slider = box.querySelector("input[type=range]");
  const isNumber = field.type === "number" || field.type === "text";
  return { box, input, field, slider, perUnit: Number(field.dataset.perUnit ?? 1), step: Number(field.dataset.step ?? 1), isNumber };
});

function valueOf({ input, field, perUnit }) {
  if (field.tagName === "SELECT") {
    if (field.value === "missing") return null;
    return field.value === "unseen" ? UNSEEN : input.choices[Number(field.value)][1];
  }
  if (input.entry) {
    if (model.missing.includes(field.value.trim())) return null;
    return readEntry(input, field.value)?.value ?? NaN;
  }
  if (field.validity.badInput) return NaN;
  const number = field.valueAsNumber / perUnit;
  return Number.isNaN(number) ? null : number;
}

function write({ input, field, perUnit, step, isNumber }, number) {
  if (!isNumber) field.valueAsNumber = Math.floor((number * perUnit) / step + ROUNDED) * step;
  else field.value = String(number).replace(".", input.entry?.decimal ?? ".");
}

/* What shows the prediction of each target. The names of its elements end in its number, but of the first. */
const answers = model.targets.map((one, k) => {
  const element = (name) => document.getElementById(k ? `${name}-${k}` : name);
  const parts = [...element("parts").querySelectorAll("tbody tr")].map((row) => {
    return { row, amount: row.querySelector(".amount"), bar: row.querySelector("rect") };
  });
  return { one, element, parts };
});
const note = document.getElementById("note");

/* The prediction that a sum is: less what was added to the target before its logarithm was learned. */
function inUnits(one, total) {
  return one.log ? Math.exp(total) - one.shift : total;
}

function scaled(one, result, factor) {
  return (result + one.shift) * factor - one.shift;
}

/* What is beside each bar. Differences of rounded running totals, so that they add up to the prediction exactly. */
function amounts(one, contributions, result) {
  const write = (value) => shortened(value, one.decimals);
  const first = (one.shift ? `${one.shift} + ` : "") + write(inUnits(one, one.average));
  const factor = (part) => (Number.isNaN(part) ? "–" : `× ${shortened(Math.exp(part), 4)}`);
  if (one.log) return [first, ...contributions.map(factor)];
  let total = one.average;
  return [first, ...contributions.map((part, k) => {
    if (Number.isNaN(part)) return "–";
    const before = rounded(total, one.decimals);
    total = k === contributions.length - 1 ? result : total + part;
    const difference = rounded(rounded(total, one.decimals) - before, one.decimals);
    return (difference > 0 ? "+" : "") + write(difference);
  })];
}

/* A number with an exponent where it has more digits than a float tells apart. */
function shortened(value, decimals) {
  return Math.abs(value) < EXACT || !Number.isFinite(value) ? numeral(value, decimals) : value.toPrecision(6);
}

/* A mark at the average, a bar from one running total to the next, and a mark at the prediction. */
function drawBars({ one, parts }, contributions) {
  let sum = one.average;
  const sums = [sum, ...contributions.map((part) => (sum += Number.isNaN(part) ? 0 : part))];
  const totals = sums.map((each) => inUnits(one, each));
  const [low, high] = [Math.min(...totals), Math.max(...totals)];
  const position = (total) => (high > low && Number.isFinite(high - low) ? (total - low) / (high - low) : 0);
  const spans = totals.slice(1).map((end, k) => [totals[k], end]);
  [[totals[0], totals[0]], ...spans, [totals.at(-1), totals.at(-1)]].forEach(([start, end], k) => {
    const mark = k === 0 || k > spans.length ? MARK : 0;
    const [first, last] = [position(Math.min(start, end)), position(Math.max(start, end))];
    const { bar } = parts[k];
    bar.setAttribute("x", Math.min(first, 1 - mark));
    bar.setAttribute("width", last - first + mark);
    bar.setAttribute("class", mark ? "mark" : end < start ? "less" : "more");
  });
}

/* How far an end of the range is from a prediction: as at the nearest known ones, on the line between these. */
function reachAt(predictions, sizes, prediction) {
  const after = predictions.findIndex((known) => known >= prediction);
  if (after === 0 || predictions.length === 1) return sizes[0];
  if (after < 0) return sizes.at(-1);
  const [low, high] = [predictions[after - 1], predictions[after]];
  return sizes[after - 1] + ((sizes[after] - sizes[after - 1]) * (prediction - low)) / (high - low);
}

/* The range that holds in so many of 100 new cases; it multiplies where the sum is a logarithm. */
function writeRange({ one, element }, result) {
  if (one.reach === null) return;
  const { predictions, lows, highs } = one.reach;
  const prediction = one.log ? Math.log(result + one.shift) : result;
  for (const [id, sizes] of [["low", lows], ["high", highs]]) {
    const reach = reachAt(predictions, sizes, prediction);
    const end = one.log ? scaled(one, result, Math.exp(reach)) : result + reach;
    element(id).textContent = numeral(end, one.decimals);
  }
  element("low").parentElement.hidden = Number.isNaN(result); // there is nothing to be around
}

function numberText(number) {
  return Math.abs(number) < 1e6 ? String(number) : numeral(number, 0);
}

function remarks(values, summands) {
  const said = [];
  fields.forEach(({ input, field, box }, place) => {
    const value = values[place];
    const outside = typeof value === "number" && !input.choices && (value < input.low || value > input.high);
    box.classList.toggle("outside", outside);
    box.classList.toggle("missing", value === null);
    if (outside) said.push(`${input.name} is outside what training saw`);
    if (value === null) said.push(`${input.name} is missing`);
    const entry = input.entry && value !== null ? readEntry(input, field.value) : null;
    if (entry?.doubt) said.push(`${input.name} may be ${entry.doubt.map((number) => numberText(number)).join(" or ")}`);
    else if (Number.isNaN(value)) said.push(`${input.name} is no number`);
    else if (entry && !entry.asWritten) said.push(`${input.name} is read as ${numberText(value)}`);
  });
  model.targets[0].features.forEach((feature, place) => {
    if (Number.isNaN(summands[place]) && !values.some(Number.isNaN)) said.push(`${feature.name} does not exist there`);
  });
  return said.join("; ");
}

/* Write the prediction of a target and how it comes about. summands: what each feature adds. */
function show(answer, summands) {
  const { one, element, parts } = answer;
  const total = exactSum([one.bias, ...summands]);
  const contributions = one.groups.map((group) => exactSum([...group.features.map((k) => summands[k]), -group.average]));
  const result = inUnits(one, total);
  const price = element("price");
  price.textContent = numeral(result, one.decimals);
  amounts(one, contributions, result).forEach((text, k) => (parts[k].amount.textContent = text));
  parts.at(-1).amount.textContent = price.textContent;
  writeRange(answer, result);
  if (one.smearing) {
    element("mean").textContent = numeral(scaled(one, result, one.smearing), one.decimals);
    element("mean").parentElement.hidden = Number.isNaN(result);
  }
  drawBars(answer, contributions);
}

function update() {
  const values = fields.map(valueOf);
  const summands = model.targets.map(({ features }) => features.map((feature) => partOf(feature, values)));
  answers.forEach((answer, k) => show(answer, summands[k]));
  note.textContent = remarks(values, summands[0]); // features are those of every target
}

for (const one of fields) {
  one.field.addEventListener(one.slider ? "input" : "change", () => {
    const value = valueOf(one);
    if (one.slider && value !== null && !Number.isNaN(value)) one.slider.value = String(value);
    update();
  });
  one.slider?.addEventListener("input", () => {
    write(one, one.slider.valueAsNumber);
    if (!one.isNumber) one.slider.setAttribute("aria-valuetext", one.field.value);
    update();
  });
}

document.getElementById("calculator").addEventListener("reset", (event) => {
  event.preventDefault();
  start();
});

function start() {
  for (const one of fields) {
    if (!one.slider) {
      for (const option of one.field.options) option.selected = option.defaultSelected;
      continue;
    }
    const number = Number(one.field.dataset.start);
    write(one, number);
    one.slider.value = String(number);
    if (!one.isNumber) one.slider.setAttribute("aria-valuetext", one.field.value);
  }
  update();
}

start();

/* A table that scrolls is reached by the keyboard too. */
for (const box of document.querySelectorAll(".scroll")) if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
