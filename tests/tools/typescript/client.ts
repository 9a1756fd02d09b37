// A client whose types are generated from the served document calls the flagship.
//
// node client.js ORIGIN CLIENT_SECRET
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

declare const process: { argv: string[] };
const [baseUrl = "", secret = ""] = process.argv.slice(2);

type Credential = (request: Request) => Request;

/** A client that presents these credentials with each request. */
function client(...credentials: Credential[]) {
    const client = createClient<paths>({ baseUrl });
    client.use({
        onRequest: ({ request }) => credentials.reduce((request, present) => present(request), request),
    });
    return client;
}

function header(name: string, value: string): Credential {
    return (request) => {
        request.headers.set(name, value);
        return request;
    };
}

function query(name: string, value: string): Credential {
    return (request) => {
        const url = new URL(request.url);
        url.searchParams.set(name, value);
        return new Request(url, request);
    };
}

const basic = (name: string, password: string) =>
    header("Authorization", `Basic ${btoa(`${name}:${password}`)}`);

function equal(seen: unknown, expected: unknown) {
    const [left, right] = [JSON.stringify(seen), JSON.stringify(expected)];
    if (left !== right) throw new Error(`${left} instead of ${right}`);
}

interface Answer {
    data?: unknown;
    error?: { detail: string };
    response: Response;
}

async function admitted(answer: Promise<Answer>, body: unknown) {
    const { data, response } = await answer;
    equal([response.status, data], [200, body]);
}

async function refused(answer: Promise<Answer>, status: number, detail: string) {
    const { data, error, response } = await answer;
    equal([response.status, data, error?.detail], [status, undefined, detail]);
}

type Form = paths["/token"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"];
const headers = { "Content-Type": "application/x-www-form-urlencoded" };

function signIn(username: string, password: string, scope = ""): Form {
    return { grant_type: "password", username, password, scope };
}

async function granted(body: Form, scope: string) {
    const { data, response } = await client().POST("/token", { body, headers });
    equal([response.status, data?.token_type, data?.scope], [200, "bearer", scope]);
    return data!;
}

async function fails(body: Form, name: string) {
    const { error, response } = await client().POST("/token", { body, headers });
    // A problem, as of too many requests, names no error.
    const named = error && "error" in error ? error.error : undefined;
    equal([response.status, named], [400, name]);
}

const bearer = (token: string) => header("Authorization", `Bearer ${token}`);

async function token(scope: string): Promise<Credential> {
    return bearer((await granted(signIn("johndoe", "secret", scope), scope)).access_token);
}

const absent = "Authentication is required.";
const invalid = "The credential is not valid.";
const insufficient = "The credential lacks a scope that this operation needs.";
const message = { message: "You have access to the protected route" };
const key = "api-key-0123456789";
const wrong = "wrong-key-0123456789";

// Public, and optional.
equal((await client().GET("/health")).response.status, 200);
await admitted(client().GET("/greeting/"), { message: "Hello guest" });

// No token for a wrong password; the error has the type of the token route.
await fails(signIn("johndoe", "wrong"), "invalid_grant");

// Keys in a header, the query, a cookie.
const inHeader = (key: string) => client(header("X-API-Key", key)).GET("/protected-route/");
await admitted(inHeader(key), message);
await refused(inHeader(wrong), 401, invalid);
await refused(client().GET("/protected-route/"), 401, absent);
const inQuery = (key: string) => client(query("api_key", key)).GET("/protected-query/");
await admitted(inQuery(key), message);
await refused(inQuery(wrong), 401, invalid);
const inCookie = (key: string) => client(header("Cookie", `api_key=${key}`)).GET("/protected-cookie/");
await admitted(inCookie(key), message);
await refused(inCookie(wrong), 401, invalid);

const signed = (password: string) => client(basic("basic-user", password)).GET("/basic-auth/");
await admitted(signed("basic:password"), { username: "basic-user" });
await refused(signed("wrong"), 401, invalid);

// Scopes.
const reader = client(await token("users:read items:read"));
const { data: user } = await reader.GET("/users/me/");
equal([user?.username, user?.disabled], ["johndoe", false]);
const { data: items } = await reader.GET("/items/");
equal(items?.map(({ item_id, owner }) => [item_id, owner]), [["1", "johndoe"]]);
await refused(reader.POST("/items/"), 403, insufficient);
await admitted(reader.GET("/greeting/"), { message: "Hello johndoe" });
await refused(client(header("Authorization", "Bearer x.y.z")).GET("/users/me/"), 401, invalid);

// Either, and both.
const system = header("X-System-API-Key", "system-key-0123456789");
await admitted(client(system).GET("/dual-secured/"), { message: "Hello system integration" });
await refused(client(system).GET("/both-secured/"), 401, absent);
const both = client(system, await token(""));
await admitted(both.GET("/both-secured/"), { message: "Hello user johndoe via system integration" });

// Tokens: renewed, looked at, ended; and one of the service's own.
const refresh = (refresh_token = ""): Form => ({ grant_type: "refresh_token", refresh_token });
const service = { client_id: "items-service", client_secret: secret };
const first = await granted(signIn("johndoe", "secret", "users:read"), "users:read");
const second = await granted(refresh(first.refresh_token), "users:read");
const question = { token: second.access_token, ...service };
const worth = await client().POST("/introspect", { body: question, headers });
equal([worth.data?.active, worth.data?.sub, worth.data?.scope], [true, "johndoe", "users:read"]);
const last = second.refresh_token ?? "";
const ended = await client().POST("/revoke", { body: { token: last }, headers });
equal(ended.response.status, 200);
await fails(refresh(last), "invalid_grant");
await refused(client(bearer(second.access_token)).GET("/users/me/"), 401, invalid);
const dead = await client().POST("/introspect", { body: question, headers });
equal(dead.data, { active: false });
const own = await granted(
    { grant_type: "client_credentials", scope: "items:read", ...service },
    "items:read",
);
equal(own.refresh_token, undefined);
const owned = await client(bearer(own.access_token)).GET("/items/");
equal(owned.data, [{ item_id: "1", owner: "items-service" }]);

// An account of one's own, and a new password for it.
const [old, fresh] = ["moth wardrobe 47 lamps", "lamps wardrobe 74 moth"];
const jane = { username: "jane", email: "jane@example.com", full_name: "Jane Doe", password: old };
const account = await client().POST("/users/", { body: jane });
equal([account.response.status, account.data?.username], [201, "jane"]);
const weak = { ...jane, email: "jane@", password: "short" };
const { error: problem } = await client().POST("/users/", { body: weak });
equal(problem?.errors.map(({ field }) => field).sort(), ["email", "password"]);
const writer = await granted(signIn("jane", old, "users:write"), "users:write");
const changed = await client(bearer(writer.access_token)).PUT("/users/me/password", {
    body: { current_password: old, new_password: fresh },
});
equal(changed.response.status, 204);
await fails(signIn("jane", old), "invalid_grant");
await granted(signIn("jane", fresh), "");
