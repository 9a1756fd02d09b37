// Drives the flagship's Swagger UI in a real browser, as its reader would.
//
// node swagger-ui.mjs CHROMIUM ORIGIN FOLDER [PICTURE]
//
// With PICTURE, the last step is a picture of the dialogue in that file.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [executablePath, origin, folder, picture] = process.argv.slice(2);

const context = await chromium.launchPersistentContext(`${folder}/profile`, {
    executablePath,
    headless: true,
    viewport: { width: 1280, height: 1600 },
    env: { ...process.env, HOME: folder },
    // A challenge for Basic opens the browser's own dialogue as well, over the page that waits.
    // This answers it once, wrongly, and then dismisses it.
    httpCredentials: { username: "nobody", password: "wrong", origin },
    args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // The browser itself shall reach nothing else either, nor ask a proxy for it.
        "--no-proxy-server",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
});
context.setDefaultTimeout(20_000);

/** The flows of the scheme that has several; the first is the one that is meant. */
const flows = { bearer: ["password", "clientCredentials"] };

const elsewhere = [];
await context.route("**/*", (route) => {
    const url = route.request().url();
    if (new URL(url).origin === origin) return route.continue();
    elsewhere.push(url);
    return route.abort();
});

const complaints = [];
const page = context.pages()[0];
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
});

/** The part of the Authorize dialogue that belongs to one scheme, and one flow if it has several. */
async function form(scheme, flow = flows[scheme]?.[0]) {
    if (!(await page.locator(".modal-ux").isVisible())) {
        await page.locator(".btn.authorize").first().click();
    }
    const name = flow ? `${scheme} \\(OAuth2, ${flow}\\)` : `${scheme}\\b`;
    const heading = page.locator("h4", { hasText: new RegExp(`^${name}`) });
    return page.locator(".auth-container").filter({ has: heading });
}

async function close() {
    await page.locator(".close-modal").click();
}

/** Fills in the fields and ticks the scopes. */
async function fill(scheme, fields, scopes = [], flow = flows[scheme]?.[0]) {
    const part = await form(scheme, flow);
    for (const [selector, value] of Object.entries(fields)) {
        await part.locator(selector).fill(value);
    }
    for (const scope of scopes) {
        await part.locator(`label[for="${scope}-${flow}-checkbox-${scheme}"] .item`).click();
    }
    return part;
}

/** Fills in the form, and presses Authorize. */
async function authorize(scheme, fields, scopes, flow) {
    const part = await fill(scheme, fields, scopes, flow);
    await part.locator(".btn.authorize").click();
    // The button to log out takes the place of the one to log in.
    await part.getByRole("button", { name: "Remove authorization" }).waitFor();
    await close();
}

async function logout(scheme) {
    const part = await form(scheme);
    await part.getByRole("button", { name: "Remove authorization" }).click();
    await part.locator(".btn.authorize").waitFor();
    await close();
}

/** Executes an operation, and reads from the page what came back. */
async function execute(operation) {
    const block = page.locator(`#operations-default-${operation}`);
    if (!(await block.locator(".opblock-body").isVisible())) {
        await block.locator(".opblock-summary-control").click();
    }
    const clear = block.getByRole("button", { name: "Clear" });
    if (await clear.isVisible()) await clear.click();
    const answer = block.locator(".live-responses-table tbody .response");
    await answer.waitFor({ state: "detached" });
    await block.getByRole("button", { name: "Execute" }).click();
    const status = await answer.locator(".response-col_status").innerText();
    const body = await answer.locator(".highlight-code code").first().innerText();
    return [Number.parseInt(status, 10), JSON.parse(body)];
}

async function answers(operation, status, body) {
    const [seen, shown] = await execute(operation);
    assert.equal(seen, status, `${operation}: ${JSON.stringify(shown)}`);
    if (body !== undefined) assert.deepEqual(shown, body, operation);
    else assert.equal(shown.status, status, operation);
}

const signIn = (name, password) => ({ "#oauth_username": name, "#oauth_password": password });
const key = (value) => ({ "#api_key_value": value });
const basic = (name, password) => ({
    "#auth-basic-username": name,
    "#auth-basic-password": password,
});
const admitted = { message: "You have access to the protected route" };

async function open() {
    await page.goto(`${origin}/docs`, { waitUntil: "networkidle" });
    await page.locator(".opblock").first().waitFor();
}

try {
    await open();
    assert.equal(await page.locator(".opblock").count(), 25);
    assert.deepEqual(complaints, []);

    // A token with two scopes.
    await answers("me", 401);
    await answers("list_items", 401);
    await authorize("bearer", signIn("johndoe", "secret"), ["users:read", "items:read"]);
    await answers("me", 200, {
        username: "johndoe",
        email: "johndoe@example.com",
        full_name: "John Doe",
        disabled: false,
    });
    await answers("list_items", 200, [{ item_id: "1", owner: "johndoe" }]);
    await answers("create_item", 403);
    await logout("bearer");
    await answers("me", 401);
    await answers("list_items", 401);

    // No token for a wrong password, and the dialogue says so.
    const part = await form("bearer");
    await part.locator("#oauth_username").fill("johndoe");
    await part.locator("#oauth_password").fill("wrong");
    await part.locator(".btn.authorize").click();
    const error = await part.locator(".errors").innerText();
    assert.match(error, /What was presented for a token is not valid\./);
    await close();
    await answers("list_items", 401);

    // None for a client that there is not, either; none was needed.
    const client = { "#client_id_password": "docs", "#client_secret_password": "c:d" };
    const unknown = await fill("bearer", { ...signIn("johndoe", "secret"), ...client });
    await unknown.locator(".btn.authorize").click();
    assert.match(await unknown.locator(".errors").innerText(), /The client is unknown/);
    await close();
    await answers("list_items", 401);
    await open();

    // A service signs in as itself, and is nobody's account.
    const service = {
        "#client_id_clientCredentials": "items-service",
        "#client_secret_clientCredentials": "client-secret-0123456789.~_",
    };
    await authorize("bearer", service, ["users:read", "items:read"], "clientCredentials");
    await answers("list_items", 200, [{ item_id: "1", owner: "items-service" }]);
    await answers("me", 403);
    await logout("bearer");
    await answers("list_items", 401);

    // Keys in a header and in the query.
    await authorize("api_key", key("wrong-key-0123456789"));
    await answers("protected_route", 401);
    await logout("api_key");
    await authorize("api_key", key("api-key-0123456789"));
    await answers("protected_route", 200, admitted);
    await logout("api_key");
    await answers("protected_route", 401);
    await authorize("api_key_query", key("api-key-0123456789"));
    await answers("protected_query", 200, admitted);
    await logout("api_key_query");

    // A browser lets no page choose its cookies: the dialogue has no effect, a real cookie has.
    await authorize("api_key_cookie", key("api-key-0123456789"));
    await answers("protected_cookie", 401);
    await logout("api_key_cookie");
    await context.addCookies([{ name: "api_key", value: "api-key-0123456789", url: origin }]);
    await answers("protected_cookie", 200, admitted);

    await authorize("basic", basic("basic-user", "wrong"));
    await answers("basic_auth", 401);
    await logout("basic");
    await authorize("basic", basic("basic-user", "basic:password"));
    await answers("basic_auth", 200, { username: "basic-user" });
    await logout("basic");
    await answers("basic_auth", 401);

    // Either, and both.
    await answers("dual_secured", 401);
    await authorize("system_key", key("system-key-0123456789"));
    await answers("dual_secured", 200, { message: "Hello system integration" });
    await answers("both_secured", 401);
    await authorize("bearer", signIn("johndoe", "secret"));
    await answers("both_secured", 200, {
        message: "Hello user johndoe via system integration",
    });
    await answers("greeting", 200, { message: "Hello johndoe" });
    await logout("bearer");
    await logout("system_key");
    await answers("both_secured", 401);
    await answers("greeting", 200, { message: "Hello guest" });

    // Refusals are what the browser calls an error; nothing else went wrong.
    const refused = /^Failed to load resource: the server responded with a status of 40[013]/;
    assert.deepEqual(complaints.filter((text) => !refused.test(text)), []);
    assert.deepEqual(elsewhere, []);
    // The count is worth something: a request to elsewhere is seen.
    await page.evaluate(() => fetch("http://elsewhere.example/").catch(() => {}));
    assert.deepEqual(elsewhere, ["http://elsewhere.example/"]);

    if (picture) {
        await page.setViewportSize({ width: 1000, height: 760 });
        await open();
        const scopes = ["users:read", "items:read"];
        const part = await fill("bearer", signIn("johndoe", "secret"), scopes);
        await part.locator("#oauth_username").evaluate((field) => field.scrollIntoView());
        await page.screenshot({ path: picture });
    }
} catch (error) {
    console.error(error, complaints, elsewhere);
    process.exitCode = 1;
} finally {
    await context.close();
}
