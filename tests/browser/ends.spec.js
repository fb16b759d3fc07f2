// The end of a run: a learning rate that decays until the end, and a test error that stops improving.
import { expect, test } from "./page.js";
import { notes, watchTraffic } from "./traffic.js";

test.beforeEach(({ page }) => watchTraffic(page));

const choice = (page, label) => page.getByRole("combobox", { name: label, exact: true });

test("another end restarts the run if the learning rate decays until the end", async ({ playground, page }) => {
  await playground.openFinished("lr_schedule=cosine&warmup=5");
  await playground.button("Step").click();
  await expect(playground.status).toContainText("Run restarts with twice the epochs");
  expect(await notes(page, "Start")).toHaveLength(1);
  await playground.button("Run").click();
  await playground.expectFragment("lr_schedule=cosine&warmup=5&epochs=100");
  await expect(playground.status).toContainText("Finished: 100");
  expect(await notes(page, "Start")).toHaveLength(2);
  await playground.type("Epochs", "4");
  await expect(playground.problems).toContainText("warmup (5) would do nothing in a run of epochs (4)");
  await playground.type("Epochs", "20");
  await expect(playground.status).toContainText("Restarted");
  await expect(playground.status).toContainText("Finished: 20");
  expect(await notes(page, "Start")).toHaveLength(3);
});

test("a run without improvement stops, explains why, and cannot continue", async ({ playground, page }) => {
  await playground.open();
  await playground.more.click();
  await expect(playground.row("patience")).toBeHidden();
  await choice(page, "Early stopping").selectOption("test_loss");
  await expect(playground.row("patience")).toBeVisible();

  await playground.open("lr=0.05&epochs=400&stop=test_loss&patience=3");
  const why = "Stopped at epoch 17: the test MSE has not improved since epoch 14.";
  await expect(playground.status).toContainText(why);
  await expect(playground.log).toContainText("Test MSE");
  expect(await playground.logLines()).toEqual(["Epoch [10/400], Loss: 1.0928", why, "Test MSE: 0.9465"]);
  const { fragment, epoch } = await playground.copiedLink();
  expect(epoch).toBe(17);
  for (const name of ["Run", "Step"]) {
    await playground.button(name).click();
    await expect(playground.status).toContainText("raise the patience");
  }
  expect(await playground.epoch()).toBe(17);

  await playground.open(fragment);
  await expect(playground.status).toContainText(`${why} Reproduced exactly.`);
  // A live parameter would take effect in an epoch that never comes, so the run restarts with it.
  await playground.type("Learning rate", "0.04");
  await playground.expectFragment("lr=0.04&epochs=400&stop=test_loss&patience=3");
  await expect(playground.status).toContainText("Stopped at epoch");
});
