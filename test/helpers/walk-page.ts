/** Somebody who looks at everything. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const linksOf = (page: Page) => page.getByRole('navigation', { name: 'Pages' }).getByRole('listitem').getByRole('link');

export const toPage = async (page: Page, title: string): Promise<void> => {
  await linksOf(page).filter({ hasText: title }).click();
  await page.getByRole('main').getByRole('heading', { level: 1 }).first().waitFor();
};

/** Every page of the navigation. @returns their titles */
export const walkPages = async (page: Page): Promise<readonly string[]> => {
  await linksOf(page).first().waitFor();
  const titles = await linksOf(page).allTextContents();
  for (const title of titles) await toPage(page, title);
  return titles;
};

/** Every tab of the first pod. */
export const walkPod = async (page: Page): Promise<void> => {
  await toPage(page, 'Pods');
  await page.getByRole('grid').getByRole('link').first().click();
  const tabs = page.getByRole('tablist', { name: 'About this actor' }).getByRole('tab');
  await tabs.first().waitFor();
  for (const tab of await tabs.all()) {
    await tab.click();
    await page.getByRole('tabpanel').waitFor();
  }
  expect(await tabs.count()).toBeGreaterThan(4);
};
