// Draws points over the Dongs of dongmap.js, and their rows below its legend.
// Python (dashboard/points.py) says what each point is; nothing here knows an organisation.
(function () {
  "use strict";
  if (window.dabokdong_points) return;

  const SIZE = 16;
  const HALF = SIZE / 2;
  const MOST_IN_TAB_ORDER = 60; // beyond that the table is the way for a keyboard
  const layers = {};

  // corners on a circle of radius r, the first at the top
  const ring = (count, r, turn = 0) =>
    Array.from({ length: count }, (_, i) => {
      const angle = (2 * Math.PI * i) / count - Math.PI / 2 + turn;
      return [HALF + r * Math.cos(angle), HALF + r * Math.sin(angle)];
    });
  const path = (corners) => `<path d="M${corners.map((c) => c.map((n) => n.toFixed(2)).join(" ")).join("L")}Z"/>`;
  const star = () => ring(5, 7.2).flatMap((corner, i) => [corner, ring(5, 3.1, Math.PI / 5)[i]]);
  const bars = (turn) =>
    `<path transform="rotate(${turn} ${HALF} ${HALF})" d="M6.2 1.6h3.6v4.6h4.6v3.6h-4.6v4.6h-3.6v-4.6h-4.6v-3.6h4.6z"/>`;

  const SHAPES = {
    star: () => path(star()),
    square: () => `<rect x="2.6" y="2.6" width="10.8" height="10.8"/>`,
    diamond: () => path(ring(4, 7.2)),
    triangle: () => path(ring(3, 7.2)),
    inverted: () => path(ring(3, 7.2, Math.PI)),
    plus: () => bars(0),
    cross: () => bars(45),
    pentagon: () => path(ring(5, 6.8)),
    hexagon: () => path(ring(6, 6.6)),
    circle: () => `<circle cx="8" cy="8" r="5.6"/>`,
    ring: () => `<circle cx="8" cy="8" r="5" class="hollow"/>`,
  };

  function drawn(mark) {
    const holder = document.createElement("span");
    holder.className = "point-mark";
    holder.innerHTML =
      `<svg width="${SIZE}" height="${SIZE}" viewBox="0 0 ${SIZE} ${SIZE}" aria-hidden="true">` +
      `${(SHAPES[mark.shape] || SHAPES.circle)()}</svg>`;
    holder.style.setProperty("--mark", mark.colour);
    return holder;
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text; // never innerHTML: names come from files
    return made;
  }

  function tip(lines) {
    const holder = element("div");
    const [name, ...others] = lines;
    holder.append(element("div", "tip-name", name), ...others.map((line) => element("div", "", line)));
    return holder;
  }

  function marker(points, spot) {
    const isInTabOrder = points.spots.length <= MOST_IN_TAB_ORDER;
    const icon = L.divIcon({ className: "point", html: drawn(points.marks[spot.mark]), iconSize: [SIZE, SIZE] });
    const made = L.marker([spot.latitude, spot.longitude], {
      icon,
      pane: "points",
      keyboard: isInTabOrder,
      alt: spot.lines.join(", "),
      bubblingMouseEvents: false,
      autoPanOnFocus: false, // nor may the map move between press and release
    });
    made.bindTooltip(() => tip(spot.lines), { className: "dong-tip", opacity: 1, direction: "top", offset: [0, -HALF] });
    // a click stands for the Dong that the point lies in
    made.toGeoJSON = () => ({
      type: "Feature",
      geometry: null,
      properties: spot.dong ? { dong_code: spot.dong, at: Date.now() } : {},
    });
    made.on("add", () => {
      const holder = made.getElement();
      holder.setAttribute("aria-label", spot.lines.join(", "));
      holder.addEventListener("focus", () => made.openTooltip());
      holder.addEventListener("blur", () => made.closeTooltip());
      holder.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        made.fire("click", { latlng: made.getLatLng() }, true);
      });
    });
    return made;
  }

  function drawLegend(map, marks) {
    const legend = map.getContainer().querySelector(".legend");
    if (!legend) return;
    legend.querySelectorAll(".point-row").forEach((row) => row.remove());
    for (const mark of marks) {
      const row = element("div", "legend-row point-row");
      const swatch = element("span", "swatch");
      swatch.append(drawn(mark));
      row.append(swatch, element("span", "legend-label", mark.label), element("span", "legend-count", mark.count));
      legend.append(row);
    }
  }

  function show(name, map, points) {
    if (!map.getPane("points")) map.createPane("points").style.zIndex = 440;
    if (layers[name]) layers[name].remove();
    // a feature group passes a click on with the point that it met: streamlit-folium reads it there
    layers[name] = L.featureGroup(points.spots.map((spot) => marker(points, spot))).addTo(map);
    drawLegend(map, points.marks);
  }

  window.dabokdong_points = { show };
})();
