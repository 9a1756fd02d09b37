// A client whose types are generated from the served document calls the flagship.
//
// node client.js ORIGIN
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

declare const process: { argv: string[] };
const baseUrl = process.argv[2] ?? "";

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

async function token(scope: string): Promise<Credential> {
    const { data, response } = await client().POST("/token", {
        body: { grant_type: "password", username: "johndoe", password: "secret", scope },
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
    });
    equal([response.status, data?.token_type, data?.scope], [200, "bearer", scope]);
    return header("Authorization", `Bearer ${data?.access_token}`);
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
const { error } = await client().POST("/token", {
    body: { grant_type: "password", username: "johndoe", password: "wrong" },
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
});
equal(error?.error, "invalid_grant");

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
