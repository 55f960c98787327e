// One photo in its frame: how large, where, how turned and how bright it is. viewer.js steers it.
"use strict";

class PhotoPane {
  static MOST_ZOOM = 10;

  static clamp(value, least, most) {
    return Math.min(Math.max(value, least), most);
  }

  constructor(frame) {
    this.frame = frame;
    this.figure = frame.closest("[data-evidence]");
    this.image = frame.querySelector("img");
    this.image.draggable = false;
    this.reset();
  }

  reset() {
    Object.assign(this, { zoom: 1, x: 0, y: 0, quarter: 0, brightness: 100, contrast: 100 });
    this.draw();
  }

  // The size of the picture as it is turned, and the scale that shows it whole.
  shape() {
    const { naturalWidth, naturalHeight } = this.image;
    const [width, height] = this.quarter % 2
      ? [naturalHeight, naturalWidth] : [naturalWidth, naturalHeight];
    const whole = Math.min(this.frame.clientWidth / width, this.frame.clientHeight / height);
    return { width, height, whole: Number.isFinite(whole) ? whole : 1 };
  }

  draw() {
    const { width, height, whole } = this.shape();
    const scale = whole * this.zoom;
    const spareX = Math.max(0, (width * scale - this.frame.clientWidth) / 2);
    const spareY = Math.max(0, (height * scale - this.frame.clientHeight) / 2);
    this.x = PhotoPane.clamp(this.x, -spareX, spareX);
    this.y = PhotoPane.clamp(this.y, -spareY, spareY);
    this.image.style.transform = `translate(-50%, -50%) translate(${this.x}px, ${this.y}px) `
      + `rotate(${this.quarter * 90}deg) scale(${scale})`;
    this.image.style.filter = `brightness(${this.brightness}%) contrast(${this.contrast}%)`;
  }

  // Zoom so that the point stays where it is; x and y count from the middle of the frame.
  zoomBy(factor, x = 0, y = 0) {
    const was = this.zoom;
    this.zoom = PhotoPane.clamp(was * factor, 1, PhotoPane.MOST_ZOOM);
    const grown = this.zoom / was;
    this.x = x - (x - this.x) * grown;
    this.y = y - (y - this.y) * grown;
    this.draw();
  }

  push(x, y) {
    this.x += x;
    this.y += y;
    this.draw();
  }

  turn(quarters) {
    this.quarter = (this.quarter + quarters + 4) % 4;
    this.draw();
  }

  // In percent; name is brightness or contrast.
  light(name, value) {
    this[name] = PhotoPane.clamp(value, 40, 300);
    this.draw();
  }

  place(point) {
    const box = this.frame.getBoundingClientRect();
    return [point.clientX - box.left - box.width / 2, point.clientY - box.top - box.height / 2];
  }
}
