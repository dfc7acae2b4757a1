// Which rows of a long list are there, and where it stands: what one looks at stays where it is, whatever comes before
// it, and the end stays in sight as long as somebody is there.
import { Heights } from "./heights.js";
import { mark } from "./marking.js";

/** @typedef {import("./rows.js").Row} Row */

const NEAR = 80; // px from the end within which one is there
const LEAST_AROUND = 500; // px of rows beyond what is seen

export class Scroller {
  first = 0;
  last = 0;
  isAtEnd = true;
  isReading = false;
  /** @type {Row[]} */
  #rows = [];
  /** The row that stays where it is, and its distance from the top. @type {{ key: string, top: number } | null} */
  #anchor = null;
  #top = 0;
  #width = 0;
  /** @type {Heights} */
  #heights;
  #observer = new ResizeObserver((entries) => this.#resized(entries));
  /** @type {Set<HTMLElement>} */
  #observed = new Set();

  /**
   * @param {import("../lib/lit.js").LitElement} list
   * @param {() => import("./history.js").History | undefined} history
   * @param {(row: Row) => number} estimate
   */
  constructor(list, history, estimate) {
    this.list = list;
    this.history = history;
    this.#heights = new Heights(estimate);
  }

  get #scroll() {
    return /** @type {HTMLElement | null} */ (this.list.renderRoot?.querySelector(".scroll") ?? null);
  }

  get #articles() {
    return /** @type {NodeListOf<HTMLElement>} */ (this.list.renderRoot.querySelectorAll("article"));
  }

  /** Forget where another conversation stood. */
  begin() {
    this.#heights.forget();
    this.#anchor = null;
    this.isAtEnd = true;
  }

  stop() {
    this.#observer.disconnect();
    this.#observed.clear();
  }

  /** Choose the rows to be drawn. @param {Row[]} rows */
  lay(rows) {
    this.#rows = rows;
    this.#heights.lay(rows);
    const view = this.#scroll?.clientHeight || innerHeight;
    const top = this.#place(view);
    const around = Math.max(view, LEAST_AROUND);
    this.first = rows.length ? this.#heights.at(top - around) : 0;
    this.last = rows.length ? this.#heights.at(top + view + around) + 1 : 0;
  }

  /** Where the list is to stand. @param {number} view  px of it that are seen */
  #place(view) {
    if (this.isAtEnd) return this.#heights.total - view;
    const at = this.#rows.findIndex(({ key }) => key === this.#anchor?.key);
    return at < 0 || !this.#anchor ? this.#top : this.#heights.start(at) - this.#anchor.top;
  }

  /** The rows are there. */
  drawn() {
    const scroll = this.#scroll;
    if (!scroll) return;
    const now = new Set([scroll, ...this.#articles]);
    for (const each of this.#observed) if (!now.has(each)) this.#observer.unobserve(each);
    for (const each of now) if (!this.#observed.has(each)) this.#observer.observe(each);
    this.#observed = now;
    this.#pin(scroll);
    this.#read(scroll);
  }

  scrolled() {
    const scroll = this.#scroll;
    if (!scroll) return;
    const { scrollTop, scrollHeight, clientHeight } = scroll;
    const wasAtEnd = this.isAtEnd;
    const left = scrollHeight - scrollTop - clientHeight;
    const isUp = scrollTop < this.#top - 1;
    this.#top = scrollTop;
    this.isAtEnd = !this.history()?.hasNewer && left < (isUp ? 2 : NEAR);
    this.#anchor = this.#seen(scroll);
    if (this.#isShort(scrollTop, clientHeight) || wasAtEnd !== this.isAtEnd) this.list.requestUpdate();
    this.#read(scroll);
  }

  goToEnd() {
    this.isAtEnd = true;
    this.list.requestUpdate();
  }

  async goToStart() {
    this.isAtEnd = false;
    this.#anchor = null;
    this.#top = 0;
    this.list.requestUpdate();
    await this.list.updateComplete;
    this.#scroll?.scrollTo(0, 0);
  }

  /** Bring a row into sight, and mark words in it. @param {string} key @param {string[]} words @returns {Promise<HTMLElement | undefined>} it */
  async goTo(key, words) {
    this.isAtEnd = false;
    this.#anchor = { key, top: (this.#scroll?.clientHeight ?? 0) / 4 };
    this.list.requestUpdate();
    await this.list.updateComplete;
    const article = [...this.#articles].find(({ dataset }) => dataset.key === key);
    if (article) mark(article, words);
    return article;
  }

  /** @param {ResizeObserverEntry[]} entries */
  #resized(entries) {
    const scroll = this.#scroll;
    if (!scroll) return;
    if (scroll.clientWidth !== this.#width) this.#heights.forget();
    this.#width = scroll.clientWidth;
    let isNews = false;
    for (const { target, borderBoxSize } of entries)
      if (target instanceof HTMLElement && target.dataset.key)
        isNews = this.#heights.measured(target.dataset.key, borderBoxSize[0].blockSize) || isNews;
    if (isNews) this.#heights.lay(this.#rows);
    this.#pin(scroll);
    if (this.#isShort(scroll.scrollTop, scroll.clientHeight)) this.list.requestUpdate();
  }

  /** Let the list stand where it is to. @param {HTMLElement} scroll */
  #pin(scroll) {
    this.#space(".before", this.#heights.start(this.first));
    this.#space(".after", this.#heights.total - this.#heights.start(this.last));
    if (this.isAtEnd) scroll.scrollTop = scroll.scrollHeight;
    else if (this.#anchor) {
      const { key, top } = this.#anchor;
      const article = [...this.#articles].find(({ dataset }) => dataset.key === key);
      if (article) scroll.scrollTop += topOf(article, scroll) - top;
    }
    this.#top = scroll.scrollTop;
  }

  /** @param {string} which @param {number} height  px */
  #space(which, height) {
    const element = /** @type {HTMLElement | null} */ (this.list.renderRoot.querySelector(which));
    element?.style.setProperty("height", `${Math.max(0, height)}px`);
  }

  /** The first row that is seen. @param {HTMLElement} scroll */
  #seen(scroll) {
    for (const article of this.#articles) {
      const top = topOf(article, scroll);
      if (top > scroll.clientHeight) break;
      if (top + article.offsetHeight > 0) return { key: article.dataset.key ?? "", top };
    }
    const at = this.#heights.at(scroll.scrollTop); // faster than rows can be drawn
    return this.#rows[at]
      ? { key: this.#rows[at].key, top: this.#heights.start(at) - scroll.scrollTop }
      : null;
  }

  /** Whether rows are missing near what is seen. @param {number} top @param {number} view */
  #isShort(top, view) {
    const isShortAbove = this.first > 0 && this.#heights.start(this.first) > top - view / 2;
    const isShortBelow =
      this.last < this.#rows.length && this.#heights.start(this.last) < top + view + view / 2;
    return isShortAbove || isShortBelow;
  }

  /** Read more of the history where one comes near the end of what is known. @param {HTMLElement} scroll */
  async #read({ scrollTop, scrollHeight, clientHeight }) {
    const history = this.history();
    if (!history || this.isReading || !this.#rows.length) return;
    const isOlder = scrollTop < clientHeight && history.hasOlder;
    const isNewer = scrollHeight - scrollTop - 2 * clientHeight < 0 && history.hasNewer;
    if (!isOlder && !isNewer) return;
    this.isReading = true;
    this.#anchor ??= this.#scroll && this.#seen(this.#scroll);
    await (isOlder ? history.loadOlder() : history.loadNewer());
    this.isReading = false;
    this.list.requestUpdate();
  }
}

/** @param {HTMLElement} element @param {HTMLElement} scroll */
function topOf(element, scroll) {
  return element.getBoundingClientRect().top - scroll.getBoundingClientRect().top;
}
