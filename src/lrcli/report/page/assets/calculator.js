"use strict";

/* The prediction of `lrcli predict`, by the same arithmetic: bias + Σ weight · value + Σ weights[category]. */

const model = JSON.parse(document.getElementById("model").textContent);
const UNSEEN = "\u0000"; // a text that is no level
const EXACT = 2 ** 53; // up to here every whole number is a float

for (const feature of model.features) if (feature.weights) feature.weights = new Map(feature.weights);

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

/* So many digits behind the point, halves to even, digits grouped by commas. */
function numeral(value, decimals) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
  const scaled = value * 10 ** decimals;
  let rounded = value;
  if (Math.abs(scaled) < EXACT) {
    let whole = Math.round(scaled);
    if (Math.abs(scaled % 1) === 0.5 && whole % 2 !== 0) whole -= 1;
    rounded = whole / 10 ** decimals + 0;
  }
  const digits = Math.min(decimals, 100);
  const text = Math.abs(rounded) < 1e21 ? rounded.toFixed(digits) : `${BigInt(rounded)}${(0).toFixed(digits).slice(1)}`;
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

/* The page. */

const fields = [...document.querySelectorAll("[data-input]")].map((box) => {
  const input = model.inputs[Number(box.dataset.input)];
  const field = box.querySelector("input, select");
  const slider = box.querySelector("input[type=range]");
  return { box, input, field, slider, perUnit: Number(field.dataset.perUnit ?? 1), isNumber: field.type === "number" };
});

function valueOf({ input, field, perUnit }) {
  if (field.tagName === "SELECT") {
    if (field.value === "missing") return null;
    return field.value === "unseen" ? UNSEEN : input.choices[Number(field.value)][1];
  }
  if (field.validity.badInput) return NaN;
  const number = field.valueAsNumber / perUnit;
  return Number.isNaN(number) ? null : number;
}

function write({ field, perUnit, isNumber }, number) {
  if (!isNumber) field.valueAsNumber = Math.floor(number) * perUnit;
  else field.value = String(number);
}

const parts = [...document.querySelectorAll("#parts tbody tr")].map((row) => {
  return { row, amount: row.querySelector(".amount"), bar: row.querySelector("rect") };
});
const price = document.getElementById("price");
const note = document.getElementById("note");

function amount(part, isFirst) {
  if (Number.isNaN(part)) return "–";
  if (model.log) return (isFirst ? "" : "× ") + shortened(Math.exp(part), isFirst ? model.decimals : 4);
  return (part > 0 && !isFirst ? "+" : "") + shortened(part, model.decimals);
}

/* A part of the sum: with an exponent where it has more digits than a float tells apart. */
function shortened(value, decimals) {
  return Math.abs(value) < EXACT || !Number.isFinite(value) ? numeral(value, decimals) : value.toPrecision(6);
}

/* A bar from one running total to the next, and one for the whole, from zero. */
function drawBars(shown, result) {
  let total = 0;
  const sums = shown.map((part) => (total += Number.isNaN(part) ? 0 : part));
  const ends = [0, ...sums.map((sum) => (model.log ? Math.exp(sum) : sum))];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const place = (end) => (high > low && Number.isFinite(high - low) ? (end - low) / (high - low) : 0);
  const spans = [...ends.slice(1).map((end, k) => [ends[k], end]), [0, result]];
  spans.forEach(([start, end], k) => {
    const [first, last] = [place(Math.min(start, end)), place(Math.max(start, end))];
    const { bar } = parts[k];
    bar.setAttribute("x", Number.isFinite(first) ? first : 0);
    bar.setAttribute("width", Number.isFinite(last - first) ? last - first : 0);
    bar.setAttribute("class", end < start ? "less" : "more");
  });
}

/* The range that holds in so many of 100 new cases; it multiplies where the sum is a logarithm. */
function writeRange(result) {
  if (model.reach === null) return;
  for (const [id, reach] of [["low", -model.reach], ["high", model.reach]]) {
    const end = model.log ? result * Math.exp(reach) : result + reach;
    document.getElementById(id).textContent = numeral(end, model.decimals);
  }
}

function remarks(values, found) {
  const said = [];
  fields.forEach(({ input, box }, place) => {
    const value = values[place];
    const outside = typeof value === "number" && !input.choices && (value < input.low || value > input.high);
    box.classList.toggle("outside", outside);
    box.classList.toggle("missing", value === null);
    if (outside) said.push(`${input.name} is outside what training saw`);
    if (value === null) said.push(`${input.name} is missing`);
    if (Number.isNaN(value)) said.push(`${input.name} is no number`);
  });
  model.features.forEach((feature, place) => {
    if (Number.isNaN(found[place]) && !values.some(Number.isNaN)) said.push(`${feature.name} does not exist there`);
  });
  return said.join("; ");
}

function update() {
  const values = fields.map(valueOf);
  const found = model.features.map((feature) => partOf(feature, values));
  const shown = [model.bias, ...found];
  const total = exactSum(shown);
  const result = model.log ? Math.exp(total) : total;
  price.textContent = numeral(result, model.decimals);
  shown.forEach((part, place) => {
    const { row, amount: cell } = parts[place];
    const factors = model.features[place - 1]?.factors ?? [];
    cell.textContent = amount(part, place === 0);
    row.hidden = part === 0 && factors.some((factor) => factor.level !== null);
  });
  parts.at(-1).amount.textContent = price.textContent;
  writeRange(result);
  drawBars(shown, result);
  note.textContent = remarks(values, found);
}

for (const one of fields) {
  one.field.addEventListener(one.slider ? "input" : "change", () => {
    const value = valueOf(one);
    if (one.slider && value !== null) one.slider.value = String(value);
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
