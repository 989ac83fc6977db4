// Follows a job by its server-sent events: numbers, and the gap as a falling curve; then loads what came of it.
const part = document.getElementById("job");
const numbers = new Intl.NumberFormat(part.dataset.locale, { maximumFractionDigits: 2 });
const points = [];
const set = (name, text) => {
  const place = part.querySelector(`[data-${name}]`);
  if (place) place.textContent = text;
};

function show({ seconds, best, bound, gap, plans }) {
  set("seconds", numbers.format(Math.round(seconds)));
  if (plans !== null) set("plans", numbers.format(plans));
  if (best !== null) set("best", numbers.format(best));
  if (bound !== null) set("bound", numbers.format(bound));
  if (gap === null) return;
  set("gap", numbers.format(Math.ceil(gap * 10000) / 100));
  points.push([seconds, gap]);
  draw();
}

function draw() {
  const line = part.querySelector("polyline");
  if (!line || points.length === 0) return;
  const most = Math.max(...points.map(([, gap]) => gap), 1e-9);
  const end = Math.max((Date.now() - begun) / 1000, points.at(-1)[0], 1);
  set("top", `${numbers.format(Math.ceil(most * 10000) / 100)} %`);
  set("end", `${numbers.format(Math.round(end))} s`);
  const at = ([seconds, gap]) => `${44 + (552 * seconds) / end},${136 - (120 * gap) / most}`;
  // The gap stays as it is until something better is known, so the curve is a staircase up to now.
  const known = [...points, [end, points.at(-1)[1]]];
  const steps = known.flatMap(([seconds, gap], n) => (n ? [[seconds, known[n - 1][1]], [seconds, gap]] : [[seconds, gap]]));
  line.setAttribute("points", steps.map(at).join(" "));
}

const begun = Date.now() - 1000 * (parseFloat(part.querySelector("[data-seconds]").textContent) || 0);
const clock = setInterval(() => {
  set("seconds", numbers.format(Math.round((Date.now() - begun) / 1000)));
  draw();
}, 1000);
const events = new EventSource(part.dataset.events);
events.addEventListener("progress", (event) => show(JSON.parse(event.data)));
events.addEventListener("state", (event) => {
  const { state } = JSON.parse(event.data);
  if (state === "waiting" || state === "running") {
    set("state", part.dataset[state]);
    return;
  }
  events.close();
  clearInterval(clock);
  location.reload();
});
// The stream is at its end for good: the job was over before, or the server answers otherwise by now.
events.addEventListener("error", () => events.readyState === EventSource.CLOSED && setTimeout(() => location.reload(), 3000));
addEventListener("pagehide", () => events.close());
