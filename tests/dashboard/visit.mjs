// One visit to the dashboard by one person, and all that went wrong in it.

import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';

const axe = createRequire(import.meta.url).resolve('axe-core');
const pictures = process.env.MEMORY_MCP_SCREENSHOTS;

export const wide = { width: 1280, height: 860 };
export const phone = { width: 360, height: 740 };

export class Visit {
  problems = [];

  static async begin(browser, url, { scheme = 'light', viewport = wide } = {}) {
    const visit = new Visit();
    visit.context = await browser.newContext({
      viewport,
      colorScheme: scheme,
      hasTouch: viewport === phone,
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    visit.page = await visit.context.newPage();
    visit.#listen(new URL(url).origin);
    await visit.page.goto(url);
    return visit;
  }

  #listen(origin) {
    const { page, problems } = this;
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.stack));
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== origin) problems.push(`asked ${request.url()}`);
      if (request.url().includes('mmcp_')) problems.push(`a token in ${request.url()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) problems.push(`${response.status()} of ${response.url()}`);
    });
  }

  /** Goes to a page of the dashboard by its address, and waits until it has its data. */
  async go(where) {
    await this.page.evaluate((hash) => (location.hash = hash), where);
    await this.settle();
  }

  async settle() {
    await this.page.waitForFunction(
      () => document.querySelector('main') && !document.querySelector('.waiting'));
  }

  text(selector = 'main') {
    return this.page.locator(selector).first().innerText();
  }

  /** How much wider than the screen the page is, in pixels. */
  overflow() {
    return this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  }

  /** What axe-core finds against WCAG 2.2 AA. */
  async barriers() {
    await this.page.evaluate(await (await import('node:fs/promises')).readFile(axe, 'utf8'));
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const found = await this.page.evaluate(
      (values) => axe.run(document, { runOnly: { type: 'tag', values } }), tags);
    return found.violations.map(({ id, nodes }) => {
      const { target, any, all, none } = nodes[0];
      const why = [...any, ...all, ...none][0]?.message ?? '';
      return `${id}, ${nodes.length} times, first ${target}: ${why}`;
    });
  }

  async picture(name) {
    if (!pictures) return;
    await mkdir(pictures, { recursive: true });
    await this.page.screenshot({ path: `${pictures}/${name}.png` });
  }

  async end() {
    await this.context.close();
    return this.problems;
  }
}
