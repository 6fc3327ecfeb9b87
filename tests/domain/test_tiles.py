"""Equal tiles stand near their places, and no two in one cell."""

from random import Random

from campaign.domain.places import Chamber, DistrictRef, Point
from campaign.domain.tiles import Tile, middle_points, place_tiles


def district(number: int) -> DistrictRef:
    return DistrictRef(f"ocd-division/{number}", Chamber.LOWER, str(number))


def by_number(tiles: tuple[Tile, ...]) -> dict[str, Tile]:
    return {tile.district.number: tile for tile in tiles}


def test_every_district_has_a_cell_of_its_own(rng: Random) -> None:
    points = [Point(rng.uniform(32, 42), rng.uniform(-124, -114)) for _ in range(80)]
    tiles = place_tiles(tuple((district(n), point) for n, point in enumerate(points, start=1)))

    assert len(tiles) == 80
    assert len({(tile.column, tile.row) for tile in tiles}) == 80
    assert min(tile.column for tile in tiles) == min(tile.row for tile in tiles) == 0


def test_tiles_stand_as_their_places_do() -> None:
    corners = {1: (40, -120), 2: (40, -110), 3: (30, -120), 4: (30, -110)}
    placed = tuple((district(n), Point(lat, lng)) for n, (lat, lng) in corners.items())

    tiles = by_number(place_tiles(placed))

    assert tiles["1"].column == tiles["3"].column < tiles["2"].column == tiles["4"].column
    assert tiles["1"].row == tiles["2"].row < tiles["3"].row == tiles["4"].row


def test_a_crowd_in_one_place_gets_room(rng: Random) -> None:
    crowd = [Point(34 + rng.uniform(0, 0.01), -118 + rng.uniform(0, 0.01)) for _ in range(40)]
    placed = tuple((district(n), point) for n, point in enumerate([*crowd, Point(42, -124)]))

    assert len({(tile.column, tile.row) for tile in place_tiles(placed)}) == 41


def test_one_district_and_none_are_maps_too() -> None:
    alone = ((district(1), Point(38, -120)),)

    assert place_tiles(alone) == (Tile(district(1), 0, 0),)
    assert place_tiles(()) == ()


def test_a_point_that_several_districts_share_counts_less() -> None:
    own, shared, nobodys = Point(38, -120), Point(40, -122), Point(50, -100)
    shares = {own: 1, shared: 3, nobodys: 1}

    placed = middle_points({district(1): [own, shared], district(2): []}, shares)

    assert placed == ((district(1), Point(38.5, -120.5)),)
