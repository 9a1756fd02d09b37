//! Items that are kept: each belongs to a tenant, and there to who made it.

pub(crate) mod handlers;

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    database::{Database, Failure, Value},
    input::is_line,
};

/// The items of one database.
#[derive(Debug, Clone)]
pub struct Items(Database);

/// An item that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct KeptItem {
    /// A number, which no other item ever has.
    #[schema(example = "1")]
    pub item_id: String,
    /// Whose it is.
    #[schema(example = "johndoe")]
    pub owner: String,
    /// What it is.
    #[schema(example = "spoon")]
    pub name: String,
    /// How many there are.
    #[schema(example = 12)]
    pub quantity: i64,
}

/// What its owner says of an item.
#[derive(Debug, Deserialize, ToSchema, Validate)]
pub struct Content {
    /// What it is.
    #[schema(example = "spoon", min_length = 1, max_length = 100)]
    #[garde(length(chars, min = 1, max = 100), custom(is_line))]
    pub name: String,
    /// How many there are.
    #[schema(example = 12, minimum = 0, maximum = 1_000_000)]
    #[garde(range(min = 0, max = 1_000_000))]
    pub quantity: i64,
}

impl Items {
    /// Those in `database`.
    pub fn new(database: Database) -> Self {
        Self(database)
    }

    /// The items of a tenant by number, a hundred at most, from behind `after`.
    ///
    /// # Errors
    /// The database cannot tell.
    pub async fn of_tenant(&self, tenant: &str, after: i64) -> Result<Vec<KeptItem>, Failure> {
        let query = "SELECT id, owner, name, quantity FROM items
            WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT 100";
        let values = [text(tenant), Value::Integer(after)];
        let rows = self.0.rows(query, values).await?;
        rows.into_iter().map(item).collect()
    }

    /// One item of a tenant.
    ///
    /// # Errors
    /// The database cannot tell.
    pub async fn find(&self, tenant: &str, id: i64) -> Result<Option<KeptItem>, Failure> {
        let query = "SELECT id, owner, name, quantity FROM items WHERE tenant = $1 AND id = $2";
        let row = self
            .0
            .row(query, [text(tenant), Value::Integer(id)])
            .await?;
        row.map(item).transpose()
    }

    /// Keeps a new item.
    ///
    /// # Errors
    /// The database did not answer, and the item may be there or not.
    pub async fn create(
        &self,
        tenant: &str,
        owner: &str,
        content: Content,
    ) -> Result<KeptItem, Failure> {
        let statement = "INSERT INTO items (tenant, owner, name, quantity)
            VALUES ($1, $2, $3, $4) RETURNING id, owner, name, quantity";
        let values = [
            text(tenant),
            text(owner),
            Value::Text(content.name),
            Value::Integer(content.quantity),
        ];
        let row = self.0.changed_row(statement, values).await?;
        item(row.ok_or("a new item has no row")?)
    }

    /// The item of a tenant as it is once it is changed, if there is one.
    ///
    /// # Errors
    /// The database did not answer, and it may be changed or not.
    pub async fn update(
        &self,
        tenant: &str,
        id: i64,
        content: Content,
    ) -> Result<Option<KeptItem>, Failure> {
        let statement = "UPDATE items SET name = $1, quantity = $2
            WHERE tenant = $3 AND id = $4 RETURNING id, owner, name, quantity";
        let values = [
            Value::Text(content.name),
            Value::Integer(content.quantity),
            text(tenant),
            Value::Integer(id),
        ];
        let row = self.0.changed_row(statement, values).await?;
        row.map(item).transpose()
    }

    /// Removes an item, and tells whether there was one in the tenant.
    ///
    /// # Errors
    /// The database did not answer, and it may be removed or not.
    pub async fn remove(&self, tenant: &str, id: i64) -> Result<bool, Failure> {
        let statement = "DELETE FROM items WHERE tenant = $1 AND id = $2";
        let values = [text(tenant), Value::Integer(id)];
        Ok(self.0.execute(statement, values).await? == 1)
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn item(row: Vec<Value>) -> Result<KeptItem, Failure> {
    match <[Value; 4]>::try_from(row) {
        Ok(
            [
                Value::Integer(id),
                Value::Text(owner),
                Value::Text(name),
                Value::Integer(quantity),
            ],
        ) => Ok(KeptItem {
            item_id: id.to_string(),
            owner,
            name,
            quantity,
        }),
        _ => Err("the row of an item is not in its form".into()),
    }
}
