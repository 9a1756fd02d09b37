use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    #[role = "editor"]
    Editor,
}

fn main() {}
