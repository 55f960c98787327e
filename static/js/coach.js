// Looks at a small copy of a photo and says what may make it hard to read. Hints only: whatever it
// says, the photo is sent.
(() => {
  const SIDE = 320;
  // The same figures as on the server (appeals/evidence/quality.py), where the measure is the same.
  const LEAST_BRIGHT = 105;
  const LEAST_WHITE = 0.006;
  const MOST_WHITE = 0.25;
  // Pixels along the longer edge.
  const LEAST_EDGE = {
    ektp: 700, kk: 900, selfie_ektp: 800, selfie_kk: 800, screenshot: 600, supporting: 700,
    consent_letter: 700,
  };
  // What else is looked at, by kind; a screenshot is what it is.
  const LOOKED_AT = {
    ektp: ["dark", "blur", "glare", "cut"],
    kk: ["dark", "blur", "cut"],
    selfie_ektp: ["dark", "blur"],
    selfie_kk: ["dark", "blur"],
    supporting: ["dark", "blur"],
    consent_letter: ["dark", "blur"],
  };

  function small(picture) {
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(8, Math.round(picture.width * scale));
    canvas.height = Math.max(8, Math.round(picture.height * scale));
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const { width, height } = canvas;
    const rgba = context.getImageData(0, 0, width, height).data;
    const grey = new Float32Array(width * height);
    for (let at = 0; at < grey.length; at += 1) {
      grey[at] = 0.3 * rgba[4 * at] + 0.59 * rgba[4 * at + 1] + 0.11 * rgba[4 * at + 2];
    }
    return { width, height, rgba, grey };
  }

  function share(sorted, part) {
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  }

  // Even the brightest twentieth is dim.
  function isDark({ grey }) {
    return share(Float32Array.from(grey).sort(), 0.95) < LEAST_BRIGHT;
  }

  // The sharpest edges are soft, compared with how far light and dark lie apart.
  function isBlurred({ width, height, grey }) {
    const edges = new Float32Array((width - 2) * (height - 2));
    let count = 0;
    for (let y = 1; y < height - 1; y += 1) {
      for (let x = 1; x < width - 1; x += 1) {
        const at = y * width + x;
        edges[count] = Math.abs(
          4 * grey[at] - grey[at - 1] - grey[at + 1] - grey[at - width] - grey[at + width],
        );
        count += 1;
      }
    }
    const sorted = Float32Array.from(grey).sort();
    const contrast = Math.max(24, share(sorted, 0.98) - share(sorted, 0.02));
    return share(edges.sort(), 0.99) / contrast < 0.3;
  }

  // A patch without any drawing left, all white; a page that is white all over is paper.
  function hasGlare({ width, height, grey }) {
    let white = 0;
    for (let y = 1; y < height - 1; y += 1) {
      for (let x = 1; x < width - 1; x += 1) {
        const at = y * width + x;
        if (Math.min(grey[at], grey[at - 1], grey[at + 1], grey[at - width], grey[at + width]) > 250) {
          white += 1;
        }
      }
    }
    const part = white / grey.length;
    return part > LEAST_WHITE && part < MOST_WHITE;
  }

  function median(values) {
    return share(values.sort((one, other) => one - other), 0.5);
  }

  // The usual colour of a patch.
  function colour({ width, rgba }, [left, top, right, bottom]) {
    return [0, 1, 2].map((part) => {
      const seen = [];
      for (let y = Math.round(top); y < bottom; y += 2) {
        for (let x = Math.round(left); x < right; x += 2) seen.push(rgba[4 * (y * width + x) + part]);
      }
      return median(seen);
    });
  }

  const apart = (one, other) => Math.hypot(...one.map((value, part) => value - other[part]));

  // Along one edge of the photo lies the colour of its middle, or another one than in its four
  // corners, which are the table: the card goes on outside.
  function isCut(look) {
    const { width, height, rgba } = look;
    const middle = colour(look, [width * 0.3, height * 0.3, width * 0.7, height * 0.7]);
    const [deep, high] = [width * 0.05, height * 0.05];
    const corners = [
      [0, 0, deep, high], [width - deep, 0, width, high],
      [0, height - high, deep, height], [width - deep, height - high, width, height],
    ].map((patch) => colour(look, patch));
    const table = [0, 1, 2].map((part) => median(corners.map((corner) => corner[part])));
    const isPlain = corners.every((corner) => apart(corner, table) < 40);
    const isCard = (x, y) => {
      const at = 4 * (y * width + x);
      const here = [rgba[at], rgba[at + 1], rgba[at + 2]];
      return apart(here, middle) < 34 || (isPlain && apart(here, table) > 60);
    };
    const side = (length, at) => {
      let seen = 0;
      const from = Math.round(length * 0.2);
      const to = Math.round(length * 0.8);
      for (let place = from; place < to; place += 1) seen += at(place) ? 1 : 0;
      return seen / (to - from) > 0.5;
    };
    return (
      side(width, (x) => isCard(x, 2)) || side(width, (x) => isCard(x, height - 3)) ||
      side(height, (y) => isCard(2, y)) || side(height, (y) => isCard(width - 3, y))
    );
  }

  const LOOKS = { dark: isDark, blur: isBlurred, glare: hasGlare, cut: isCut };

  // Returns what was looked at, and for each whether it may be a problem. Of the size only that it
  // is one is said.
  function judge(picture, kind) {
    const isSmall = Math.max(picture.width, picture.height) < LEAST_EDGE[kind];
    const hints = isSmall ? [{ name: "small", isDoubtful: true }] : [];
    const looked = LOOKED_AT[kind] || [];
    if (!looked.length) return hints;
    const look = small(picture);
    return [...hints, ...looked.map((name) => ({ name, isDoubtful: LOOKS[name](look) }))];
  }

  window.photoDesk.judge = judge;
})();
