"""The data sets of bench.py as plain CSV files: real ones where their files are there, else rows of the same shape made up."""
import gzip
import random

ADULT = "UCI Adult, CC BY 4.0"  # https://archive.ics.uci.edu/dataset/2/adult
MNIST = "MNIST's 10,000 test digits"  # LeCun, Cortes, Burges; 8,000 to train on, 2,000 to test
MADE_UP = "made up"


def files(directory, place):
    """name -> (training rows, test rows, where they come from); written to `place`."""
    adult = [place / "adult_train.csv", place / "adult_test.csv"]
    mnist = [place / "mnist_train.csv", place / "mnist_test.csv"]
    sources = {"adult": ADULT, "mnist": MNIST}

    packed = [directory / f"{path.name}.gz" for path in adult] if directory else []
    if packed and all(path.exists() for path in packed):
        for source, path in zip(packed, adult):
            path.write_bytes(gzip.decompress(source.read_bytes()))
    else:
        sources["adult"] = MADE_UP
        for path, count, seed in zip(adult, (32561, 16281), (1, 2)):
            path.write_text("".join(made_up_adult(count, random.Random(seed))))

    packed = directory / "mnist_10k.csv.gz" if directory else None
    if packed and packed.exists():
        header, *lines = gzip.decompress(packed.read_bytes()).decode().splitlines(keepends=True)
    else:
        sources["mnist"] = MADE_UP
        header, *lines = made_up_mnist(10000, random.Random(3))
    mnist[0].write_text(header + "".join(lines[:8000]))
    mnist[1].write_text(header + "".join(lines[8000:]))

    for name, source in sources.items():
        if source == MADE_UP:
            print(f"no {name} data (make bench BENCH_DATA=DIRECTORY): rows of its shape are made up, whose accuracies say nothing")
    return {"adult": (*adult, sources["adult"]), "mnist": (*mnist, sources["mnist"])}


def made_up_adult(count, draw):
    """Numbers and names as wide as those of the census; the income leans on age, hours and education."""
    names = {"workclass": 8, "education": 16, "marital_status": 7, "occupation": 14, "relationship": 6, "race": 5, "sex": 2,
             "native_country": 41}
    yield ("age,workclass,fnlwgt,education,education_num,marital_status,occupation,relationship,race,sex,capital_gain,"
           "capital_loss,hours_per_week,native_country,income\n")
    for _ in range(count):
        value = {name: f"{name}-{draw.randrange(values)}" for name, values in names.items()}
        age, years, hours = draw.randrange(17, 91), draw.randrange(1, 17), draw.randrange(1, 100)
        rich = age + 4 * years + hours + draw.gauss(0, 20) > 150
        yield (f"{age},{value['workclass']},{draw.randrange(12285, 1484706)},{value['education']},{years},"
               f"{value['marital_status']},{value['occupation']},{value['relationship']},{value['race']},{value['sex']},"
               f"{draw.choice([0] * 11 + [7688])},{draw.choice([0] * 20 + [1902])},{hours},{value['native_country']},"
               f"{'>50K' if rich else '<=50K'}\n")


def made_up_mnist(count, draw):
    """Ten pictures of 784 pixels, four fifths of them black, with noise."""
    pictures = [[draw.randrange(1, 256) if draw.random() < 0.2 else 0 for _ in range(784)] for _ in range(10)]
    yield "digit," + ",".join(f"pixel_{i}" for i in range(784)) + "\n"
    for _ in range(count):
        digit = draw.randrange(10)
        noise = draw.randrange(1, 100)
        yield f"{digit}," + ",".join(str(p and max(1, (p + noise * i) % 256)) for i, p in enumerate(pictures[digit])) + "\n"
